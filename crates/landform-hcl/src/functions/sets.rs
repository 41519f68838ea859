//! Functions on sets.

use landform_value::{Data, Type, Value, convert, unify};

use super::Function;
use super::input::{Fault, Gives, Input, Kind, param};

/// The most items that `setproduct` gives.
const PRODUCT_LIMIT: usize = 1_000_000;

pub(super) const TABLE: &[Function] = &[
    Function::new("setintersection", &[param("first_set", Kind::Set)], Gives::Same, intersection)
        .rest("other_sets", Kind::Set),
    Function::new("setproduct", &[param("sets", Kind::Any)], Gives::Anything, product)
        .rest("sets", Kind::Any)
        .surface(),
    Function::new(
        "setsubtract",
        &[param("a", Kind::Set), param("b", Kind::Set)],
        Gives::Same,
        subtract,
    ),
    Function::new("setunion", &[param("first_set", Kind::Set)], Gives::Same, union)
        .rest("other_sets", Kind::Set),
];

/// Returns the element type that all sets share, and the items of each.
fn sets(input: &Input<'_>) -> Result<(Type, Vec<Vec<Value>>), Fault> {
    let types: Vec<Type> = input
        .args
        .iter()
        .filter(|arg| !arg.as_items().unwrap_or_default().is_empty())
        .map(Value::ty)
        .collect();
    let ty = if types.is_empty() { Some(input.value(0).ty()) } else { unify(&types) };
    let ty = ty.ok_or_else(|| Fault::new("all sets must have the same element type"))?;
    let mut all = Vec::new();
    for (index, arg) in input.args.iter().enumerate() {
        let set = convert(arg, &ty).map_err(|error| Fault::at(index, error.to_string()))?;
        all.push(set.as_items().unwrap_or_default().to_vec());
    }
    Ok((ty.element().cloned().unwrap_or(Type::Dynamic), all))
}

fn union(input: &Input<'_>) -> Result<Value, Fault> {
    let (element, sets) = sets(input)?;
    Ok(Value::set(element, sets.into_iter().flatten()))
}

fn intersection(input: &Input<'_>) -> Result<Value, Fault> {
    let (element, sets) = sets(input)?;
    let Some((first, others)) = sets.split_first() else { return Ok(Value::set(element, [])) };
    let kept = first.iter().filter(|item| others.iter().all(|other| other.contains(item)));
    Ok(Value::set(element, kept.cloned()))
}

fn subtract(input: &Input<'_>) -> Result<Value, Fault> {
    let (element, sets) = sets(input)?;
    let [a, b] = sets.as_slice() else { return Ok(Value::set(element, [])) };
    Ok(Value::set(element, a.iter().filter(|item| !b.contains(item)).cloned()))
}

/// Returns all combinations: a set of tuples if all arguments are sets, otherwise a list of tuples.
fn product(input: &Input<'_>) -> Result<Value, Fault> {
    if input.args.len() < 2 {
        return Err(Fault::new("at least two arguments are required"));
    }
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    let mut columns = Vec::new();
    for (index, arg) in input.args.iter().enumerate() {
        let items = arg.as_items().ok_or_else(|| {
            Fault::at(index, format!("a list, set or tuple is required, not a {}", arg.ty()))
        })?;
        let (element, items) = match arg.ty().element() {
            Some(element) => (element.clone(), items.to_vec()),
            None => super::collection::unified(items.to_vec())?,
        };
        columns.push(element);
        if rows.len().saturating_mul(items.len()) > PRODUCT_LIMIT {
            return Err(Fault::new(format!("there are more than {PRODUCT_LIMIT} combinations")));
        }
        rows = rows
            .iter()
            .flat_map(|row| {
                items.iter().map(move |item| row.iter().cloned().chain([item.clone()]).collect())
            })
            .collect();
    }
    let row_type = Type::Tuple(columns);
    let rows = rows.into_iter().map(Value::tuple);
    if input.args.iter().all(|arg| matches!(arg.data(), Data::Set(..))) {
        return Ok(Value::set(row_type, rows));
    }
    Ok(Value::list(row_type, rows))
}
