//! Plans: what an object will be after a change, computed from schema and behaviour alone.

use std::collections::BTreeMap;

use landform_plugin::message::AttributePath;
use landform_plugin::{Attribute, AttributeType, Block, NestedBlock, Nesting, Schema};
use landform_value::{Data, Type, Value};

use crate::behaviour::Behaviour;
use crate::customs;
use crate::legacy::{Reader, is_legacy};
use crate::replacement::replacements;
use crate::tags::TagRules;

/// What a plan is made from.
#[derive(Clone, Copy, Debug)]
pub struct PlanInput<'a> {
    /// The resource type.
    pub ty: &'a str,
    /// Its schema.
    pub schema: &'a Schema,
    /// Its behaviour.
    pub behaviour: &'a Behaviour,
    /// The object as it is, null if there is none.
    pub prior: &'a Value,
    /// The object as the engine would have it, null to delete it.
    pub proposed: &'a Value,
    /// The object as configured.
    pub config: &'a Value,
    /// What the provider's configuration says of tags.
    pub tags: &'a TagRules,
}

/// What a change does.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The object after the change; unknown is what only applying it tells.
    pub state: Value,
    /// The attributes for which the object must be replaced.
    pub replace: Vec<AttributePath>,
}

/// Plans a creation, an update or a deletion.
pub fn plan(input: PlanInput<'_>) -> Planned {
    let prior = input.prior;
    if input.proposed.is_null() {
        return Planned { state: input.proposed.clone(), replace: Vec::new() };
    }
    let filler = Filler { behaviour: input.behaviour };
    let block = &input.schema.block;
    let prior_object = if prior.is_null() { None } else { Some(prior) };
    let (proposed, config) = as_read(&input, prior_object);
    let input = PlanInput { proposed: &proposed, config: &config, ..input };
    let filled = filler.block(block, prior_object, &proposed, Some(&config), "");
    let filled = customs::adjusted(input.ty, &config, filled);
    let mut state = filled.clone();
    if let Some(tags) = planned_tags(&input, &filled) {
        state = with(state, "tags_all", tags);
    }
    if prior_object.is_none() {
        return Planned { state, replace: Vec::new() };
    }
    if state == *prior {
        return Planned { state, replace: Vec::new() };
    }
    let changes = |name: &str| filled.get(name) != prior.get(name);
    for name in input.behaviour.renewed(input.ty, changes) {
        let configured = input.config.get(&name).is_some_and(|value| !value.is_null());
        let attribute = block.attributes.get(&name).filter(|_| name != "tags_all" && name != "id");
        if let (false, Some(attribute)) = (configured, attribute) {
            state = with(state, &name, Value::unknown(attribute.ty()));
        }
    }
    let replace = replacements(block, input.behaviour, prior, &state);
    Planned { state, replace }
}

/// Returns the proposal and the configuration as the provider's library reads them.
fn as_read(input: &PlanInput<'_>, prior: Option<&Value>) -> (Value, Value) {
    let block = &input.schema.block;
    if !is_legacy(block) {
        return (input.proposed.clone(), input.config.clone());
    }
    let reader = |proposal| Reader { behaviour: input.behaviour, proposal };
    let proposed = reader(true).block(block, prior, input.proposed, "");
    (proposed, reader(false).block(block, prior, input.config, ""))
}

/// Returns the object with an attribute set.
pub(crate) fn with(object: Value, name: &str, value: Value) -> Value {
    let marks = object.marks();
    let Some(entries) = object.as_entries() else { return object };
    let mut entries = entries.clone();
    entries.insert(name.to_owned(), value);
    Value::object(entries).with_marks(marks)
}

/// Returns the planned `tags_all`, if the type has it: the provider's default tags and the object's own.
fn planned_tags(input: &PlanInput<'_>, filled: &Value) -> Option<Value> {
    let attributes = &input.schema.block.attributes;
    let (tags, all) = (attributes.get("tags")?, attributes.get("tags_all")?);
    if tags.ty() != Type::map(Type::String) || all.ty() != Type::map(Type::String) {
        return None;
    }
    if input.config.get("tags_all").is_some_and(|given| !given.is_null()) {
        return None;
    }
    let planned = input.tags.all_tags(filled.get("tags")?);
    let empty = planned.as_entries().is_some_and(BTreeMap::is_empty);
    match input.prior.get("tags_all") {
        // Nothing to tag: what the object has, or null, says the same.
        Some(prior) if empty && (prior.is_null() || *prior == planned) => Some(prior.clone()),
        None if empty && is_legacy(&input.schema.block) => {
            Some(Value::unknown(Type::map(Type::String)))
        }
        _ => Some(planned),
    }
}

/// Fills in what configuration leaves open.
struct Filler<'a> {
    behaviour: &'a Behaviour,
}

impl Filler<'_> {
    /// Fills a block. With a prior block, computed attributes stay; without, they become unknown.
    fn block(
        &self,
        block: &Block,
        prior: Option<&Value>,
        proposed: &Value,
        config: Option<&Value>,
        place: &str,
    ) -> Value {
        let Some(entries) = proposed.as_entries() else { return proposed.clone() };
        let filled = entries.iter().map(|(name, value)| {
            let place = join(place, name);
            let config = config.and_then(|config| config.get(name));
            let before = prior.and_then(|prior| prior.get(name));
            let value = if let Some(attribute) = block.attributes.get(name) {
                self.attribute(attribute, before, value, config, &place)
            } else if let Some(nested) = block.blocks.get(name) {
                self.blocks(nested, before, value, config, &place)
            } else {
                value.clone()
            };
            (name.clone(), value)
        });
        Value::object(filled.collect::<Vec<_>>()).with_marks(proposed.marks())
    }

    fn attribute(
        &self,
        attribute: &Attribute,
        prior: Option<&Value>,
        proposed: &Value,
        config: Option<&Value>,
        place: &str,
    ) -> Value {
        if attribute.write_only {
            return Value::null(attribute.ty());
        }
        let left_out = config.map_or(proposed.is_null(), Value::is_null);
        if !left_out {
            return self.nested_attribute(attribute, prior, proposed, config, place);
        }
        let default = self.behaviour.defaults.get(place).filter(|_| attribute.optional);
        if let Some(default) = default {
            return default.clone();
        }
        match prior {
            Some(_) => proposed.clone(),
            None if attribute.computed && proposed.is_null() => Value::unknown(attribute.ty()),
            None => proposed.clone(),
        }
    }

    /// Fills the objects of an attribute that has attributes of its own (protocol 6).
    fn nested_attribute(
        &self,
        attribute: &Attribute,
        prior: Option<&Value>,
        proposed: &Value,
        config: Option<&Value>,
        place: &str,
    ) -> Value {
        let AttributeType::Nested(nested) = &attribute.ty else { return proposed.clone() };
        let block = Block { attributes: nested.attributes.clone(), ..Block::default() };
        self.many(nested.nesting, &block, prior, proposed, config, place)
    }

    fn blocks(
        &self,
        nested: &NestedBlock,
        prior: Option<&Value>,
        proposed: &Value,
        config: Option<&Value>,
        place: &str,
    ) -> Value {
        let none = config.and_then(Value::as_items).is_some_and(<[Value]>::is_empty);
        if none && self.behaviour.computed_blocks.contains(place) {
            return proposed.clone();
        }
        self.many(nested.nesting, &nested.block, prior, proposed, config, place)
    }

    fn many(
        &self,
        nesting: Nesting,
        block: &Block,
        prior: Option<&Value>,
        proposed: &Value,
        config: Option<&Value>,
        place: &str,
    ) -> Value {
        let prior = prior.filter(|prior| !prior.is_null() && !prior.is_unknown());
        let marks = proposed.marks();
        let filled: Value = match proposed.data() {
            Data::Object(_) if matches!(nesting, Nesting::Single | Nesting::Group) => {
                return self.block(block, prior, proposed, config, place);
            }
            Data::List(ty, items) => {
                let prior = prior.and_then(Value::as_items).unwrap_or_default();
                let config = config.and_then(Value::as_items).unwrap_or_default();
                let filled = items.iter().enumerate().map(|(index, item)| {
                    self.block(block, prior.get(index), item, config.get(index), place)
                });
                Data::List(ty.clone(), filled.collect()).into()
            }
            Data::Set(ty, items) => {
                let prior = prior.and_then(Value::as_items).unwrap_or_default();
                Value::set(ty.clone(), self.members(block, prior, items, place))
            }
            Data::Map(ty, entries) => {
                let filled = entries.iter().map(|(key, item)| {
                    let before = prior.and_then(|prior| prior.get(key));
                    let config = config.and_then(|config| config.get(key));
                    (key.clone(), self.block(block, before, item, config, place))
                });
                Value::map(ty.clone(), filled.collect::<Vec<_>>())
            }
            Data::Tuple(_)
            | Data::Object(_)
            | Data::Null(_)
            | Data::Unknown(_)
            | Data::Bool(_)
            | Data::Number(_)
            | Data::String(_) => return proposed.clone(),
        };
        filled.with_marks(marks)
    }

    /// Fills the members of a set: a prior member goes on as the one that says all of it, else as one that leaves out what it has.
    fn members(&self, block: &Block, prior: &[Value], items: &[Value], place: &str) -> Vec<Value> {
        let same = |before: &Value, item: &Value| {
            self.block(block, Some(before), item, None, place) == *before
        };
        let mut left: Vec<&Value> = prior.iter().collect();
        let mut kept: Vec<Option<Value>> = vec![None; items.len()];
        for carrying in [false, true] {
            for (item, kept) in items.iter().zip(&mut kept).filter(|(_, kept)| kept.is_none()) {
                let found = left.iter().position(|before| {
                    same(before, item) || carrying && same(before, &carry(block, before, item))
                });
                *kept = found.map(|index| left.remove(index).clone());
            }
        }
        let filled = items.iter().zip(kept).map(|(item, kept)| {
            // Members that became equal are one.
            let shared = || prior.iter().find(|before| same(before, &carry(block, before, item)));
            kept.or_else(|| shared().cloned())
                .unwrap_or_else(|| self.block(block, None, item, None, place))
        });
        filled.collect()
    }
}

/// Returns a block with its open computed attributes taken from a prior one.
///
/// The engine does this too, but not where the two differ by defaults, which it does not know of.
fn carry(block: &Block, prior: &Value, item: &Value) -> Value {
    let Some(entries) = item.as_entries() else { return item.clone() };
    let carried = entries.iter().map(|(name, value)| {
        let before = prior.get(name);
        let computed = block.attributes.get(name).is_some_and(|attribute| attribute.computed);
        let value = match (before, block.blocks.get(name)) {
            (Some(before), None) if computed && value.is_null() => before.clone(),
            (Some(before), Some(nested)) => carry_nested(nested, before, value),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    Value::object(carried.collect::<Vec<_>>())
}

/// Does the same for all blocks of a name. Those of a set are matched when they are filled.
fn carry_nested(nested: &NestedBlock, prior: &Value, value: &Value) -> Value {
    match (nested.nesting, value.data()) {
        (Nesting::Single | Nesting::Group, _) => carry(&nested.block, prior, value),
        (Nesting::List, Data::List(ty, items)) => {
            let before = prior.as_items().unwrap_or_default();
            let carried = items.iter().enumerate().map(|(index, item)| {
                let before = before.get(index);
                before.map_or_else(|| item.clone(), |before| carry(&nested.block, before, item))
            });
            Data::List(ty.clone(), carried.collect()).into()
        }
        (Nesting::Map, Data::Map(ty, entries)) => {
            let carried = entries.iter().map(|(key, item)| {
                let before = prior.get(key);
                let item = before
                    .map_or_else(|| item.clone(), |before| carry(&nested.block, before, item));
                (key.clone(), item)
            });
            Value::map(ty.clone(), carried.collect::<Vec<_>>())
        }
        _ => value.clone(),
    }
}

/// Returns the place of an attribute below a place.
pub(crate) fn join(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}
