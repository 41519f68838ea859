//! Validation: values that the provider refuses before it plans, as far as it was recorded to list what it accepts.

use landform_plugin::message::{AttributePath, Diagnostic};
use landform_plugin::{Block, Nesting};
use landform_value::Value;

use crate::behaviour::Behaviour;
use crate::legacy::is_legacy;
use crate::plan::join;

/// Returns what is wrong with a configuration.
pub(crate) fn faults(block: &Block, behaviour: &Behaviour, config: &Value) -> Vec<Diagnostic> {
    let mut checker = Checker { behaviour, legacy: is_legacy(block), faults: Vec::new() };
    if !behaviour.one_of.is_empty() {
        checker.block(block, config, "", &AttributePath::default());
    }
    checker.faults
}

struct Checker<'a> {
    behaviour: &'a Behaviour,
    /// The type's library takes an empty text for a value.
    legacy: bool,
    faults: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn block(&mut self, block: &Block, config: &Value, place: &str, path: &AttributePath) {
        for (name, value) in config.as_entries().into_iter().flatten() {
            let place = join(place, name);
            let path = path.clone().attribute(name);
            match block.blocks.get(name) {
                Some(nested) if matches!(nested.nesting, Nesting::Single | Nesting::Group) => {
                    self.block(&nested.block, value, &place, &path);
                }
                Some(nested) => {
                    for (index, item) in (0..).zip(value.children()) {
                        // Only a list has members with an address of their own.
                        let list = nested.nesting == Nesting::List;
                        let at = if list { path.clone().index(index) } else { path.clone() };
                        self.block(&nested.block, item, &place, &at);
                    }
                }
                None => self.attribute(value, &place, &path),
            }
        }
    }

    fn attribute(&mut self, value: &Value, place: &str, path: &AttributePath) {
        let Some(accepted) = self.behaviour.one_of.get(place) else { return };
        let texts = std::slice::from_ref(value).iter().chain(value.as_items().unwrap_or_default());
        for given in texts.filter_map(Value::as_str) {
            // Some validators ignore case; the recording does not tell which.
            let known = accepted.iter().any(|one| one.eq_ignore_ascii_case(given));
            if known || given.is_empty() && !self.legacy {
                continue;
            }
            let list: Vec<String> = accepted.iter().map(|one| format!("{one:?}")).collect();
            let list = list.join(" ");
            let fault = format!("expected {place} to be one of [{list}], got {given}");
            self.faults.push(Diagnostic::error(fault, "").at(path.clone()));
        }
    }
}
