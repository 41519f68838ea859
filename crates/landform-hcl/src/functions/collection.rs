//! Functions on lists, maps and objects; those on sets have their own file.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

use landform_value::{Data, Marks, Number, Type, Value, convert, unify};

use super::input::{Fault, Gives, Input, Kind, param};
use super::{Function, common};

pub(super) const TABLE: &[Function] = &[
    Function::new("alltrue", &[param("list", Kind::Bools)], Gives::Bool, all_true).surface(),
    Function::new("anytrue", &[param("list", Kind::Bools)], Gives::Bool, any_true).surface(),
    Function::new(
        "chunklist",
        &[param("list", Kind::List), param("size", Kind::Number)],
        Gives::Anything,
        chunk,
    )
    .surface(),
    Function::new("coalesce", &[param("vals", Kind::AnyOrNull)], Gives::Anything, coalesce)
        .rest("vals", Kind::AnyOrNull)
        .bare(),
    Function::new("coalescelist", &[param("vals", Kind::Any)], Gives::Anything, coalesce_list)
        .rest("vals", Kind::Any)
        .bare(),
    Function::new("compact", &[param("list", Kind::Strings)], Gives::Strings, compact),
    Function::new("concat", &[param("seqs", Kind::Any)], Gives::Anything, concat)
        .rest("seqs", Kind::Any)
        .surface(),
    Function::new(
        "contains",
        &[param("list", Kind::Any), param("value", Kind::Any)],
        Gives::Bool,
        contains,
    )
    .surface(),
    Function::new("distinct", &[param("list", Kind::List)], Gives::Same, distinct),
    Function::new(
        "element",
        &[param("list", Kind::Any), param("index", Kind::Number)],
        Gives::Element,
        element,
    )
    .surface(),
    Function::new("flatten", &[param("list", Kind::Any)], Gives::Anything, flatten).surface(),
    Function::new(
        "index",
        &[param("list", Kind::Any), param("value", Kind::Any)],
        Gives::Number,
        index,
    ),
    Function::new("keys", &[param("inputMap", Kind::Any)], Gives::Strings, keys).surface(),
    Function::new("length", &[param("value", Kind::Any)], Gives::Number, length).surface(),
    Function::new(
        "lookup",
        &[param("inputMap", Kind::Any), param("key", Kind::String)],
        Gives::Element,
        lookup,
    )
    .rest("default", Kind::AnyOrNull)
    .surface(),
    Function::new(
        "matchkeys",
        &[param("values", Kind::List), param("keys", Kind::List), param("searchset", Kind::List)],
        Gives::Same,
        match_keys,
    ),
    Function::new("merge", &[], Gives::Anything, merge).rest("maps", Kind::AnyOrNull).surface(),
    Function::new("one", &[param("list", Kind::Any)], Gives::Element, one).surface(),
    Function::new("range", &[param("params", Kind::Number)], Gives::Anything, range)
        .rest("params", Kind::Number),
    Function::new("reverse", &[param("list", Kind::Any)], Gives::Same, reverse).surface(),
    Function::new(
        "slice",
        &[
            param("list", Kind::Any),
            param("start_index", Kind::Number),
            param("end_index", Kind::Number),
        ],
        Gives::Anything,
        slice,
    )
    .surface(),
    Function::new("sort", &[param("list", Kind::Strings)], Gives::Strings, sort),
    Function::new("transpose", &[param("values", Kind::Any)], Gives::Anything, transpose),
    Function::new("values", &[param("mapping", Kind::Any)], Gives::Anything, values).surface(),
    Function::new(
        "zipmap",
        &[param("keys", Kind::Strings), param("values", Kind::Any)],
        Gives::Anything,
        zip_map,
    )
    .surface(),
];

/// Returns the items of a list, set or tuple.
fn sequence<'a>(input: &'a Input<'_>, arg: usize) -> Result<&'a [Value], Fault> {
    let value = input.value(arg);
    value.as_items().ok_or_else(|| {
        Fault::at(arg, format!("a list, set or tuple is required, not a {}", value.ty()))
    })
}

/// Returns the items of a list or tuple.
fn ordered<'a>(input: &'a Input<'_>, arg: usize) -> Result<&'a [Value], Fault> {
    if let Data::Set(..) = input.value(arg).data() {
        return Err(Fault::at(arg, "a list or tuple is required, not a set")
            .hint("a set has no order; make it a list with `tolist`"));
    }
    sequence(input, arg)
}

fn mapping<'a>(input: &'a Input<'_>, arg: usize) -> Result<&'a BTreeMap<String, Value>, Fault> {
    let value = input.value(arg);
    value
        .as_entries()
        .ok_or_else(|| Fault::at(arg, format!("a map or object is required, not a {}", value.ty())))
}

/// Returns items as a list if the value they came from was one, otherwise as a tuple.
fn like(value: &Value, items: Vec<Value>) -> Value {
    if let Data::List(element, _) | Data::Set(element, _) = value.data() {
        Value::list(element.clone(), items)
    } else {
        Value::tuple(items)
    }
}

/// Returns the type of a map's values.
fn map_element(value: &Value) -> Option<&Type> {
    if let Data::Map(element, _) = value.data() { Some(element) } else { None }
}

fn all_true(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(truths(input, false))
}

fn any_true(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(truths(input, true))
}

/// Looks for the deciding truth value; null counts as false.
fn truths(input: &Input<'_>, deciding: bool) -> Value {
    let mut marks = Marks::NONE;
    let mut unknown = false;
    for item in input.items(0) {
        marks = marks.union(item.marks());
        unknown |= item.is_unknown();
        if !item.is_unknown() && item.as_bool().unwrap_or(false) == deciding {
            return Value::from(deciding).with_marks(marks);
        }
    }
    let outcome = if unknown { Value::unknown(Type::Bool) } else { (!deciding).into() };
    outcome.with_marks(marks)
}

fn chunk(input: &Input<'_>) -> Result<Value, Fault> {
    let (items, size) = (input.items(0), input.count(1)?);
    let ty = input.value(0).ty();
    let part = |items: &[Value]| like(input.value(0), items.to_vec());
    let chunks = match size {
        _ if items.is_empty() => Vec::new(),
        0 => vec![part(items)],
        size => items.chunks(size).map(part).collect(),
    };
    Ok(Value::list(ty, chunks))
}

/// Returns the first argument that is neither null nor an empty string, as the type that all share.
fn coalesce(input: &Input<'_>) -> Result<Value, Fault> {
    let types: Vec<Type> =
        input.args.iter().map(Value::ty).filter(|ty| *ty != Type::Dynamic).collect();
    let ty = if types.is_empty() { Some(Type::Dynamic) } else { unify(&types) };
    let ty = ty.ok_or_else(|| Fault::new("all arguments must have the same type"))?;
    let marks = input.args.iter().fold(Marks::NONE, |marks, arg| marks.union(arg.marks_deep()));
    for arg in &input.args {
        if arg.is_unknown() {
            return Ok(Value::unknown(ty).with_marks(marks));
        }
        let arg = convert(arg, &ty).map_err(|error| Fault::new(error.to_string()))?;
        if !arg.is_null() && arg.as_str() != Some("") {
            return Ok(arg.with_marks(marks));
        }
    }
    Err(Fault::new("no argument is other than null and the empty string"))
}

fn coalesce_list(input: &Input<'_>) -> Result<Value, Fault> {
    let mut marks = Marks::NONE;
    for (index, arg) in input.args.iter().enumerate() {
        marks = marks.union(arg.marks());
        if arg.is_unknown() {
            return Ok(Value::unknown(Type::Dynamic).with_marks(marks));
        }
        if !sequence(input, index)?.is_empty() {
            return Ok(arg.clone().with_marks(marks));
        }
    }
    Err(Fault::new("no argument is a list with items"))
}

fn compact(input: &Input<'_>) -> Result<Value, Fault> {
    let kept =
        input.items(0).iter().filter(|item| item.as_str().is_some_and(|text| !text.is_empty()));
    Ok(Value::list(Type::String, kept.cloned()))
}

fn concat(input: &Input<'_>) -> Result<Value, Fault> {
    let mut items = Vec::new();
    for arg in 0..input.args.len() {
        items.extend_from_slice(ordered(input, arg)?);
    }
    let lists = input.args.iter().all(|arg| matches!(arg.data(), Data::List(..)));
    let types: Vec<Type> = input.args.iter().map(Value::ty).collect();
    if lists && let Some(Type::List(element)) = unify(&types) {
        let items = items
            .iter()
            .map(|item| convert(item, &element))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| Fault::new(error.to_string()))?;
        return Ok(Value::list(*element, items));
    }
    Ok(Value::tuple(items))
}

fn contains(input: &Input<'_>) -> Result<Value, Fault> {
    let wanted = input.value(1);
    let items = sequence(input, 0)?;
    let marks = items.iter().fold(wanted.marks_deep(), |all, item| all.union(item.marks_deep()));
    let mut answer = Value::from(false);
    for item in items {
        match item.equals(wanted) {
            Some(true) => return Ok(Value::from(true).with_marks(marks)),
            Some(false) => {}
            None => answer = Value::unknown(Type::Bool),
        }
    }
    Ok(answer.with_marks(marks))
}

/// Compares as `==` does; unknown is not the same.
fn same(item: &Value, wanted: &Value) -> bool {
    item.equals(wanted) == Some(true)
}

fn distinct(input: &Input<'_>) -> Result<Value, Fault> {
    let mut kept: Vec<Value> = Vec::new();
    for item in input.items(0) {
        if !kept.iter().any(|one| one.equals(item) == Some(true)) {
            kept.push(item.clone());
        }
    }
    Ok(like(input.value(0), kept))
}

/// Returns an item; an index beyond the end starts again at the first.
fn element(input: &Input<'_>) -> Result<Value, Fault> {
    let items = ordered(input, 0)?;
    let index = input.number(1);
    let Some(index) = index.to_usize() else {
        return Err(Fault::at(1, format!("a whole number of at least 0 is required, not {index}")));
    };
    match index.checked_rem(items.len()).and_then(|index| items.get(index)) {
        Some(item) => Ok(item.clone()),
        None => Err(Fault::at(0, "the list must not be empty")),
    }
}

fn flatten(input: &Input<'_>) -> Result<Value, Fault> {
    sequence(input, 0)?;
    let mut items = Vec::new();
    let mut marks = Marks::NONE;
    if flatten_into(input.value(0), &mut items, &mut marks) {
        Ok(Value::tuple(items).with_marks(marks))
    } else {
        Ok(Value::unknown(Type::Dynamic).with_marks(marks))
    }
}

/// Collects the items at all depths; false if it depends on something unknown how many there are.
fn flatten_into(value: &Value, into: &mut Vec<Value>, marks: &mut Marks) -> bool {
    for item in value.as_items().unwrap_or_default() {
        let is_sequence =
            matches!(item.ty(), Type::List(_) | Type::Set(_) | Type::Tuple(_) | Type::Dynamic);
        if item.is_unknown() && is_sequence {
            return false;
        }
        if item.as_items().is_none() {
            into.push(item.clone());
            continue;
        }
        *marks = marks.union(item.marks());
        if !flatten_into(item, into, marks) {
            return false;
        }
    }
    true
}

fn index(input: &Input<'_>) -> Result<Value, Fault> {
    let wanted = input.value(1);
    let items = ordered(input, 0)?;
    match items.iter().position(|item| same(item, wanted)) {
        Some(position) => Ok(Number::from(position).into()),
        None if items.is_empty() => Err(Fault::at(0, "the list must not be empty")),
        None => Err(Fault::at(1, "the list has no such item")),
    }
}

fn keys(input: &Input<'_>) -> Result<Value, Fault> {
    let keys = mapping(input, 0)?.keys().map(Value::string);
    Ok(match map_element(input.value(0)) {
        Some(_) => Value::list(Type::String, keys),
        None => Value::tuple(keys),
    })
}

fn length(input: &Input<'_>) -> Result<Value, Fault> {
    let value = input.value(0);
    let count = match value.data() {
        Data::String(text) => text.graphemes(true).count(),
        // Two unknown items may turn out to be the same.
        Data::Set(_, items) if items.len() > 1 && !items.iter().all(Value::is_wholly_known) => {
            return Ok(Value::unknown(Type::Number));
        }
        Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) => items.len(),
        Data::Map(_, entries) | Data::Object(entries) => entries.len(),
        Data::Null(_) | Data::Unknown(_) | Data::Bool(_) | Data::Number(_) => {
            let ty = value.ty();
            return Err(Fault::at(
                0,
                format!("a {ty} has no length; a string or a collection is required"),
            ));
        }
    };
    Ok(Number::from(count).into())
}

fn lookup(input: &Input<'_>) -> Result<Value, Fault> {
    if input.args.len() > 3 {
        return Err(Fault::new("there is at most one default"));
    }
    let key = input.text(1);
    if let Some(found) = mapping(input, 0)?.get(key) {
        return Ok(found.clone());
    }
    let Some(default) = input.args.get(2) else {
        return Err(Fault::new(format!("the map has no key `{key}`, and there is no default")));
    };
    match map_element(input.value(0)) {
        Some(element) => convert(default, element).map_err(|error| {
            Fault::at(2, format!("it must have the type of the map's values: {error}"))
        }),
        None => Ok(default.clone()),
    }
}

fn match_keys(input: &Input<'_>) -> Result<Value, Fault> {
    let (values, keys, wanted) = (input.items(0), input.items(1), input.items(2));
    if values.len() != keys.len() {
        return Err(Fault::new("`values` and `keys` must have the same number of items"));
    }
    let kept = values
        .iter()
        .zip(keys)
        .filter(|(_, key)| wanted.iter().any(|one| same(key, one)))
        .map(|(value, _)| value.clone());
    Ok(like(input.value(0), kept.collect()))
}

/// Merges maps and objects, later ones over earlier ones; maps of one type give a map, all else an object.
fn merge(input: &Input<'_>) -> Result<Value, Fault> {
    let mut merged = BTreeMap::new();
    let mut types = Vec::new();
    for (index, arg) in input.args.iter().enumerate() {
        if arg.is_null() {
            continue;
        }
        types.push(arg.ty());
        merged.extend(mapping(input, index)?.iter().map(|(key, item)| (key.clone(), item.clone())));
    }
    let mut distinct = types.clone();
    distinct.dedup();
    if let [Type::Map(element)] = distinct.as_slice() {
        return Ok(Value::map((**element).clone(), merged));
    }
    Ok(Value::object(merged))
}

fn one(input: &Input<'_>) -> Result<Value, Fault> {
    let value = input.value(0);
    match sequence(input, 0)? {
        [] => Ok(Value::null(value.ty().element().cloned().unwrap_or(Type::Dynamic))),
        [only] => Ok(only.clone()),
        many => Err(Fault::at(0, format!("at most one item is required, not {}", many.len()))),
    }
}

/// The most numbers that `range` gives.
const RANGE_LIMIT: usize = 1024;

fn range(input: &Input<'_>) -> Result<Value, Fault> {
    let zero = Number::from(0i64);
    let (start, end) = match input.args.len() {
        1 => (zero.clone(), input.number(0).clone()),
        2 | 3 => (input.number(0).clone(), input.number(1).clone()),
        _ => return Err(Fault::new("there are one, two or three arguments")),
    };
    let down = end < start;
    let step = match input.args.get(2).and_then(Value::as_number) {
        Some(step) => step.clone(),
        None => Number::from(if down { -1i64 } else { 1 }),
    };
    if step.is_zero() || step.is_negative() != down && start != end {
        return Err(Fault::at(2, "the step must lead from the start to the end"));
    }
    let mut numbers = Vec::new();
    let mut next = start;
    while if down { next > end } else { next < end } {
        if numbers.len() >= RANGE_LIMIT {
            return Err(Fault::new(format!("the range has more than {RANGE_LIMIT} numbers")));
        }
        numbers.push(Value::from(next.clone()));
        next = next.add(&step);
    }
    Ok(Value::list(Type::Number, numbers))
}

fn reverse(input: &Input<'_>) -> Result<Value, Fault> {
    let items = sequence(input, 0)?.iter().rev().cloned().collect();
    Ok(like(input.value(0), items))
}

fn slice(input: &Input<'_>) -> Result<Value, Fault> {
    let items = ordered(input, 0)?;
    let (start, end) = (input.count(1)?, input.count(2)?);
    if start > end {
        return Err(Fault::at(1, "the start must not be behind the end"));
    }
    let Some(part) = items.get(start..end) else {
        return Err(Fault::at(2, format!("the list ends at {}", items.len())));
    };
    Ok(like(input.value(0), part.to_vec()))
}

fn sort(input: &Input<'_>) -> Result<Value, Fault> {
    let mut texts = input.texts(0)?;
    texts.sort_unstable();
    Ok(Value::list(Type::String, texts.into_iter().map(Value::from)))
}

fn transpose(input: &Input<'_>) -> Result<Value, Fault> {
    let wanted = Type::map(Type::list(Type::String));
    let value =
        convert(input.value(0), &wanted).map_err(|error| Fault::at(0, error.to_string()))?;
    let mut turned: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (key, items) in value.as_entries().into_iter().flatten() {
        for item in items.as_items().unwrap_or_default() {
            let Some(text) = item.as_str() else {
                return Err(Fault::at(0, format!("an item of `{key}` is null")));
            };
            turned.entry(text.to_owned()).or_default().push(Value::string(key));
        }
    }
    let turned = turned.into_iter().map(|(key, items)| (key, Value::list(Type::String, items)));
    Ok(Value::map(Type::list(Type::String), turned))
}

fn values(input: &Input<'_>) -> Result<Value, Fault> {
    let items = mapping(input, 0)?.values().cloned();
    Ok(match map_element(input.value(0)) {
        Some(element) => Value::list(element.clone(), items),
        None => Value::tuple(items),
    })
}

fn zip_map(input: &Input<'_>) -> Result<Value, Fault> {
    let items = ordered(input, 1)?;
    if input.items(0).iter().any(Value::is_unknown) {
        return Ok(Value::unknown(Type::Dynamic));
    }
    let marks = input.items(0).iter().fold(Marks::NONE, |marks, key| marks.union(key.marks()));
    let keys = input.texts(0)?;
    if keys.len() != items.len() {
        let (keys, values) = (keys.len(), items.len());
        return Err(Fault::new(format!("the number of keys is {keys}, that of values {values}")));
    }
    let entries = keys.into_iter().zip(items.iter().cloned());
    let zipped = if let Data::List(element, _) = input.value(1).data() {
        Value::map(element.clone(), entries)
    } else {
        Value::object(entries)
    };
    Ok(zipped.with_marks(marks))
}

/// Returns a list of values as one type; used where items of several arguments meet.
pub(super) fn unified(items: Vec<Value>) -> Result<(Type, Vec<Value>), Fault> {
    let element = common(&items).ok_or_else(|| Fault::new("all items must have the same type"))?;
    let items = items
        .iter()
        .map(|item| convert(item, &element))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Fault::new(error.to_string()))?;
    Ok((element, items))
}
