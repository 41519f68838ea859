//! Type conversions and sensitivity.

use landform_value::{Marks, Type, Value, convert};

use super::Function;
use super::input::{Fault, Gives, Input, Kind, param};

pub(super) const TABLE: &[Function] = &[
    Function::new("tobool", &[param("v", Kind::AnyOrNull)], Gives::Bool, to_bool).surface(),
    Function::new("tolist", &[param("v", Kind::AnyOrNull)], Gives::Anything, to_list).surface(),
    Function::new("tomap", &[param("v", Kind::AnyOrNull)], Gives::Anything, to_map).surface(),
    Function::new("tonumber", &[param("v", Kind::AnyOrNull)], Gives::Number, to_number).surface(),
    Function::new("toset", &[param("v", Kind::AnyOrNull)], Gives::Anything, to_set).surface(),
    Function::new("tostring", &[param("v", Kind::AnyOrNull)], Gives::String, to_string).surface(),
    Function::new("sensitive", &[param("value", Kind::AnyOrNull)], Gives::Same, sensitive).bare(),
    Function::new("nonsensitive", &[param("value", Kind::AnyOrNull)], Gives::Same, nonsensitive)
        .bare(),
    Function::new("issensitive", &[param("value", Kind::AnyOrNull)], Gives::Bool, is_sensitive)
        .bare(),
];

fn to(input: &Input<'_>, ty: &Type) -> Result<Value, Fault> {
    convert(input.value(0), ty).map_err(|error| Fault::at(0, error.to_string()))
}

fn to_bool(input: &Input<'_>) -> Result<Value, Fault> {
    to(input, &Type::Bool)
}

fn to_number(input: &Input<'_>) -> Result<Value, Fault> {
    to(input, &Type::Number)
}

fn to_string(input: &Input<'_>) -> Result<Value, Fault> {
    to(input, &Type::String)
}

fn to_list(input: &Input<'_>) -> Result<Value, Fault> {
    to(input, &Type::list(Type::Dynamic))
}

fn to_set(input: &Input<'_>) -> Result<Value, Fault> {
    to(input, &Type::set(Type::Dynamic))
}

fn to_map(input: &Input<'_>) -> Result<Value, Fault> {
    to(input, &Type::map(Type::Dynamic))
}

fn sensitive(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(input.value(0).clone().sensitive())
}

fn nonsensitive(input: &Input<'_>) -> Result<Value, Fault> {
    let value = input.value(0).clone();
    let marks = Marks { sensitive: false, ..value.marks() };
    Ok(value.replace_marks(marks))
}

fn is_sensitive(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(input.value(0).marks().sensitive.into())
}
