//! Objects: creating, changing, deleting, reading and importing them in the world.

use std::collections::BTreeSet;

use landform_plan::identity_of;
use landform_plugin::Schema;
use landform_value::{Data, Number, Type, Value, to_json};

use crate::dependents::check_unused;
use crate::duplicates::check_unique;
use crate::maker::complete;
use crate::place::Place;
use crate::refusal::Refusal;
use crate::seed::Seed;
use crate::world::{Object, Scope, World, identity, minted};

/// How many objects may have all that ids are made from in common.
const MAX_EQUALS: u32 = 10_000;

/// Who creates an object.
pub(crate) struct Creator<'a> {
    /// What tells its objects from equal ones of others.
    pub(crate) salt: &'a str,
    /// What it knows to exist, if it goes on with something that was cut short.
    pub(crate) known: Option<&'a mut BTreeSet<(String, String)>>,
}

/// A resource type and what belongs to it.
#[derive(Clone, Copy)]
pub(crate) struct Kind<'a> {
    pub(crate) ty: &'a str,
    pub(crate) schema: &'a Schema,
}

/// Creates an object and returns its state.
///
/// # Errors
/// AWS would refuse it.
pub(crate) fn create(
    world: &mut World,
    kind: Kind<'_>,
    place: &Place,
    (planned, config): (&Value, &Value),
    creator: Creator<'_>,
) -> Result<Value, Refusal> {
    let config = canonical(config);
    let seed = Seed::new([creator.salt, &place.account, &place.region, kind.ty, &config]);
    let origin = seed.hex(32);
    let orphan =
        creator.known.as_deref().and_then(|known| orphan(world, kind, place, &origin, known));
    let state = match orphan {
        Some(state) => state,
        None => {
            let state = make_new(world, kind, place, planned, &seed);
            check_unique(world, place, kind.ty, &state)?;
            world.put(place, Object { origin: Some(origin), ..object(kind, &state) });
            state
        }
    };
    if let Some(known) = creator.known {
        known.insert((kind.ty.to_owned(), plain_identity(&state)));
    }
    Ok(state)
}

/// Returns an object that was created from the same, and that its creator does not know: the one that was cut off from its answer.
fn orphan(
    world: &World,
    kind: Kind<'_>,
    place: &Place,
    origin: &str,
    known: &BTreeSet<(String, String)>,
) -> Option<Value> {
    let mut equals = world.of_type(place, Scope::Region, kind.ty).map(|(_, object)| object);
    let object = equals.find(|object| {
        let key = || (kind.ty.to_owned(), plain_identity(&object.state));
        object.origin.as_deref() == Some(origin) && !known.contains(&key())
    })?;
    Some(object.state.clone())
}

/// Returns what tells an object from others of its type to somebody who has no schema.
pub(crate) fn plain_identity(state: &Value) -> String {
    to_json(state).map_or_else(String::new, |json| identity_of(&json))
}

/// Makes the state of a new object with an id that no other of its type has.
fn make_new(world: &World, kind: Kind<'_>, place: &Place, planned: &Value, seed: &Seed) -> Value {
    let mut last = None;
    for ordinal in 0..MAX_EQUALS {
        let seed = seed.part(&ordinal.to_string());
        let state = complete((kind.ty, kind.schema), planned, place, world, seed);
        let id = identity(kind.schema, &state);
        // An id that is made of configured names alone stays the same whatever the ordinal.
        if world.get(place, kind.ty, &id).is_none() || last.as_ref() == Some(&id) {
            return state;
        }
        last = Some(id);
    }
    complete((kind.ty, kind.schema), planned, place, world, seed.clone())
}

/// Changes an object and returns its state.
pub(crate) fn update(
    world: &mut World,
    kind: Kind<'_>,
    place: &Place,
    (prior, planned, config): (&Value, &Value, &Value),
) -> Value {
    let id = identity(kind.schema, prior);
    let counted = count_up(prior, planned);
    let seed = Seed::new([&place.account, &place.region, kind.ty, &id, &canonical(config)]);
    let state = complete((kind.ty, kind.schema), &counted, place, world, seed);
    let origin = world.get(place, kind.ty, &id).and_then(|object| object.origin.clone());
    world.remove(place, kind.ty, &id);
    world.put(place, Object { origin, ..object(kind, &state) });
    state
}

/// Deletes an object.
///
/// # Errors
/// Something that exists needs it.
pub(crate) fn delete(
    world: &mut World,
    kind: Kind<'_>,
    place: &Place,
    prior: &Value,
) -> Result<(), Refusal> {
    let id = identity(kind.schema, prior);
    check_unused(world, place, &object(kind, prior))?;
    world.bury(place, kind.ty, &id);
    Ok(())
}

/// Takes an object that a state knows of into the world: the state is the truth, unless the object was deleted since.
///
/// Returns whether the object exists.
pub(crate) fn read(world: &mut World, kind: Kind<'_>, place: &Place, state: &Value) -> bool {
    let object = object(kind, state);
    let exists = !world.is_buried(place, kind.ty, &object.id);
    if exists {
        world.put(place, object);
    }
    exists
}

/// Returns the state of the object that an import id means.
pub(crate) fn import(world: &World, kind: Kind<'_>, place: &Place, id: &str) -> Option<Value> {
    let is = |state: &Value| {
        let names = ["arn", "name", "bucket", "identifier", "cluster_identifier", "key_name"];
        names.iter().any(|name| state.get(name).and_then(Value::as_str) == Some(id))
    };
    let mut found = world.of_type(place, Scope::Region, kind.ty);
    let by_id = found.find(|(_, object)| object.id == id).map(|(_, object)| object);
    let by_name = || {
        let mut found = world.of_type(place, Scope::Region, kind.ty);
        found.find(|(_, object)| is(&object.state)).map(|(_, object)| object)
    };
    by_id.or_else(by_name).map(|object| object.state.clone())
}

fn object(kind: Kind<'_>, state: &Value) -> Object {
    Object {
        ty: kind.ty.to_owned(),
        id: identity(kind.schema, state),
        state: state.clone(),
        minted: minted(kind.schema, state),
        origin: None,
    }
}

/// Returns a configuration as text: the same for the same, whatever is unknown or secret in it.
fn canonical(config: &Value) -> String {
    to_json(&without_unknowns(config)).map_or_else(String::new, |json| json.to_string())
}

fn without_unknowns(value: &Value) -> Value {
    match value.data() {
        Data::Unknown(ty) => Value::null(ty.clone()),
        Data::List(ty, items) => {
            Data::List(ty.clone(), items.iter().map(without_unknowns).collect()).into()
        }
        Data::Set(ty, items) => Value::set(ty.clone(), items.iter().map(without_unknowns)),
        Data::Tuple(items) => Value::tuple(items.iter().map(without_unknowns)),
        Data::Map(ty, entries) => Value::map(
            ty.clone(),
            entries.iter().map(|(key, item)| (key.clone(), without_unknowns(item))),
        ),
        Data::Object(entries) => {
            Value::object(entries.iter().map(|(key, item)| (key.clone(), without_unknowns(item))))
        }
        Data::Null(_) | Data::Bool(_) | Data::Number(_) | Data::String(_) => value.clone(),
    }
}

/// Returns the plan with versions and revisions that are to change one higher than before.
fn count_up(prior: &Value, planned: &Value) -> Value {
    let Some(entries) = planned.as_entries() else { return planned.clone() };
    let counted = entries.iter().map(|(name, value)| {
        let counts = name.ends_with("version") || name.ends_with("revision");
        let before = prior.get(name).filter(|_| counts && value.is_unknown());
        let next = before.and_then(|before| {
            let number = before.as_number().map(|number| number.add(&Number::from(1i64)).into());
            let text = || before.as_str()?.parse::<u64>().ok()?.checked_add(1);
            number.or_else(|| text().map(|next| Value::from(next.to_string())))
        });
        let fits = |next: &Value| next.ty() == value.ty() || value.ty() == Type::Dynamic;
        (name.clone(), next.filter(fits).unwrap_or_else(|| value.clone()))
    });
    Value::object(counted.collect::<Vec<_>>())
}
