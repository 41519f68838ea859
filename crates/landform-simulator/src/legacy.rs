//! Legacy types: what the older of the real provider's two libraries makes of a configuration before it plans.

use landform_plugin::recorded::JsonForm;
use landform_plugin::{Block, NestedBlock, Nesting};
use landform_value::{Data, Number, Type, Value};
use serde_json::Value as Json;

use crate::behaviour::Behaviour;
use crate::go_json::GoJson;
use crate::plan::join;

/// Tells whether a type is made with the older library, which lets configuration set every id.
pub(crate) fn is_legacy(block: &Block) -> bool {
    block.attributes.get("id").is_some_and(|id| id.optional && id.computed)
}

/// Reads configurations of one type as the older library does.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) behaviour: &'a Behaviour,
    /// Computed values that are configured as empty are taken from the prior object; otherwise they are null.
    pub(crate) proposal: bool,
}

impl Reader<'_> {
    /// Returns a block as the library reads it.
    pub(crate) fn block(
        self,
        block: &Block,
        prior: Option<&Value>,
        given: &Value,
        place: &str,
    ) -> Value {
        let Some(entries) = given.as_entries() else { return given.clone() };
        let read = entries.iter().map(|(name, value)| {
            let place = join(place, name);
            let before = prior.and_then(|prior| prior.get(name));
            let value = if let Some(nested) = block.blocks.get(name) {
                self.nested(nested, before, value, &place)
            } else {
                let computed = block.attributes.get(name).is_some_and(|one| one.computed);
                self.attribute(computed, before, value, &place)
            };
            (name.clone(), value)
        });
        Value::object(read.collect::<Vec<_>>()).with_marks(given.marks())
    }

    fn nested(
        self,
        nested: &NestedBlock,
        prior: Option<&Value>,
        given: &Value,
        place: &str,
    ) -> Value {
        let Some(items) = given.as_items() else { return given.clone() };
        if items.is_empty() && self.proposal && self.behaviour.computed_blocks.contains(place) {
            let kept = prior.filter(|prior| !prior.is_null());
            return kept.cloned().unwrap_or_else(|| Value::unknown(given.ty()));
        }
        let before = prior.and_then(Value::as_items).unwrap_or_default();
        let list = nested.nesting == Nesting::List;
        let read = items.iter().enumerate().map(|(index, item)| match before.get(index) {
            Some(before) if list => self.block(&nested.block, Some(before), item, place),
            // A member of a set that is there already was read before.
            _ if before.contains(item) => item.clone(),
            _ => self.block(&nested.block, None, item, place),
        });
        rebuilt(given, read.collect())
    }

    fn attribute(self, computed: bool, prior: Option<&Value>, given: &Value, place: &str) -> Value {
        let prior = prior.filter(|prior| !prior.is_null());
        let default = self.behaviour.defaults.contains_key(place);
        if given.is_null() || given.is_unknown() {
            return given.clone();
        }
        if is_empty(given) && computed && !default {
            let kept = prior.filter(|_| self.proposal);
            return kept.cloned().unwrap_or_else(|| Value::null(given.ty()));
        }
        let read = match given.data() {
            Data::String(text) => {
                let form = self.behaviour.json.get(place);
                let before = prior.and_then(Value::as_str);
                let planned = form.and_then(|form| planned_json(text, *form, before, place));
                planned.map_or_else(|| given.clone(), Value::string)
            }
            Data::Number(number) => rounded(number),
            // A collection that is empty is not there, unless that is a change.
            Data::List(..) | Data::Set(..) | Data::Map(..) if is_empty(given) => {
                return if prior.is_some() { given.clone() } else { Value::null(given.ty()) };
            }
            Data::List(ty, items) | Data::Set(ty, items) if is_object(ty) => {
                rebuilt(given, items.iter().map(zeroed).collect())
            }
            // What is partly unknown is not known at all, but for lists.
            Data::Set(..) | Data::Map(..) if !given.is_wholly_known() => Value::unknown(given.ty()),
            Data::Null(_)
            | Data::Unknown(_)
            | Data::Bool(_)
            | Data::List(..)
            | Data::Set(..)
            | Data::Map(..)
            | Data::Tuple(_)
            | Data::Object(_) => given.clone(),
        };
        read.with_marks(given.marks())
    }
}

fn is_object(ty: &Type) -> bool {
    matches!(ty, Type::Object(_))
}

/// Tells whether a value says nothing to the library.
fn is_empty(value: &Value) -> bool {
    value.as_str() == Some("")
        || value.as_items().is_some_and(<[Value]>::is_empty)
        || matches!(value.data(), Data::Map(_, entries) if entries.is_empty())
}

/// Returns a list or set with other items of the same type.
fn rebuilt(given: &Value, items: Vec<Value>) -> Value {
    let rebuilt: Value = if let Data::List(ty, _) = given.data() {
        Data::List(ty.clone(), items).into()
    } else if let Data::Set(ty, _) = given.data() {
        Value::set(ty.clone(), items)
    } else {
        return given.clone();
    };
    rebuilt.with_marks(given.marks())
}

/// Returns an object inside an attribute with the zero values that stand for what is left out; numbers stay out.
fn zeroed(object: &Value) -> Value {
    let Some(entries) = object.as_entries() else { return object.clone() };
    let zeroed = entries.iter().map(|(name, value)| {
        let zero = if let Data::Null(ty) = value.data() { zero(ty) } else { value.clone() };
        (name.clone(), zero)
    });
    Value::object(zeroed.collect::<Vec<_>>()).with_marks(object.marks())
}

fn zero(ty: &Type) -> Value {
    match ty {
        Type::String => "".into(),
        Type::Bool => false.into(),
        Type::List(element) => Value::list((**element).clone(), []),
        Type::Set(element) => Value::set((**element).clone(), []),
        Type::Dynamic | Type::Number | Type::Map(_) | Type::Tuple(_) | Type::Object(_) => {
            Value::null(ty.clone())
        }
    }
}

/// Returns a number in the precision that the library computes with.
fn rounded(number: &Number) -> Value {
    let text = number.to_string();
    let float = text.parse::<f64>().ok().filter(|float| float.is_finite());
    // Whole numbers are integers there.
    let fraction = float.filter(|float| float.fract() != 0.0);
    let rounded = fraction.and_then(|float| Number::parse(&float.to_string()));
    rounded.unwrap_or_else(|| number.clone()).into()
}

/// Returns JSON text as the provider plans it: as it is if that means the same, else in its own form. None if it is no JSON.
fn planned_json(text: &str, form: JsonForm, prior: Option<&str>, place: &str) -> Option<String> {
    let json: Json = serde_json::from_str(text).ok()?;
    let same = |prior: &&str| serde_json::from_str::<Json>(prior).is_ok_and(|prior| prior == json);
    if let Some(prior) = prior.filter(same) {
        return Some(prior.to_owned());
    }
    let mut json = GoJson::from(&json);
    if let (JsonForm::VersionFirst, GoJson::Object(entries)) = (form, &mut json) {
        entries.sort_by_key(|(name, _)| name != "Version");
    }
    let text = json.compact();
    // Patterns of events, alone, do not keep the escapes of Go's encoder.
    let escapes = [(r"\u003c", "<"), (r"\u003e", ">"), (r"\u0026", "&")];
    let plain = |text: String, (escape, one): (&str, &str)| text.replace(escape, one);
    Some(if place == "event_pattern" { escapes.into_iter().fold(text, plain) } else { text })
}
