//! Replacement: which changes of an object cannot be made in place.

use landform_plugin::message::AttributePath;
use landform_plugin::{Block, Nesting};
use landform_value::Value;

use crate::behaviour::Behaviour;
use crate::plan::join;

/// Returns the paths at which an object must be replaced to become what is planned.
pub(crate) fn replacements(
    block: &Block,
    behaviour: &Behaviour,
    prior: &Value,
    planned: &Value,
) -> Vec<AttributePath> {
    let mut found = Vec::new();
    if !behaviour.force_new.is_empty() {
        compare(block, behaviour, prior, planned, ("", &AttributePath::default()), &mut found);
    }
    found
}

fn compare(
    block: &Block,
    behaviour: &Behaviour,
    prior: &Value,
    planned: &Value,
    (place, path): (&str, &AttributePath),
    found: &mut Vec<AttributePath>,
) {
    let missing = Value::null(landform_value::Type::Dynamic);
    let names = block.attributes.keys().chain(block.blocks.keys());
    for name in names {
        let before = prior.get(name).unwrap_or(&missing);
        let after = planned.get(name).unwrap_or(&missing);
        if same(before, after) {
            continue;
        }
        let place = join(place, name);
        let path = path.clone().attribute(name);
        let forced = behaviour.force_new.contains(&place);
        let Some(nested) = block.blocks.get(name) else {
            if forced {
                found.push(path);
            }
            continue;
        };
        // In a set, the number stands for the members: one that changes is one less and one more.
        if forced && (nested.nesting == Nesting::Set || count(before) != count(after)) {
            found.push(path);
            continue;
        }
        if !has_below(behaviour, &place) {
            continue;
        }
        match nested.nesting {
            Nesting::Single | Nesting::Group => {
                compare(&nested.block, behaviour, before, after, (&place, &path), found);
            }
            Nesting::List => {
                let (before, after) = (list(before), list(after));
                for index in 0..before.len().max(after.len()) {
                    let before = before.get(index).unwrap_or(&missing);
                    let after = after.get(index).unwrap_or(&missing);
                    let at = path.clone().index(i64::try_from(index).unwrap_or(i64::MAX));
                    compare(&nested.block, behaviour, before, after, (&place, &at), found);
                }
            }
            // Members of a set have no address of their own, so the whole set is at fault.
            Nesting::Set | Nesting::Map => {
                if parts(behaviour, &place, before) != parts(behaviour, &place, after) {
                    found.push(path);
                }
            }
        }
    }
}

/// Tells whether two values are the same to the provider, to which an absent and an empty one are.
fn same(before: &Value, after: &Value) -> bool {
    before == after || (is_empty(before) && is_empty(after))
}

fn is_empty(value: &Value) -> bool {
    value.is_null()
        || value.as_str() == Some("")
        || value.as_items().is_some_and(<[Value]>::is_empty)
        || value.as_entries().is_some_and(std::collections::BTreeMap::is_empty)
}

/// Returns the number of blocks.
fn count(value: &Value) -> Option<usize> {
    if value.is_unknown() { None } else { Some(value.children().count().max(list(value).len())) }
}

fn list(value: &Value) -> &[Value] {
    value.as_items().unwrap_or_default()
}

fn has_below(behaviour: &Behaviour, place: &str) -> bool {
    let prefix = format!("{place}.");
    behaviour.force_new.range(prefix.clone()..).next().is_some_and(|next| next.starts_with(&prefix))
}

/// Returns the parts of a set's members that force a replacement, in a defined order.
fn parts(behaviour: &Behaviour, place: &str, set: &Value) -> Vec<Vec<Value>> {
    let prefix = format!("{place}.");
    let below = behaviour.force_new.range(prefix.clone()..);
    let names: Vec<&str> =
        below.map_while(|next| next.strip_prefix(&prefix)).filter(|n| !n.contains('.')).collect();
    let member = |item: &Value| names.iter().filter_map(|name| item.get(name).cloned()).collect();
    let mut parts: Vec<Vec<Value>> = set.children().map(member).collect();
    parts.sort();
    parts
}
