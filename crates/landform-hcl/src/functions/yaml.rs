//! YAML: `yamldecode` and `yamlencode`, in the dialect of Terraform.

mod decode;
mod encode;
mod scalar;

use landform_value::Value;

use super::Function;
use super::input::{Fault, Gives, Input, Kind, param};

pub(super) const TABLE: &[Function] = &[
    Function::new("yamldecode", &[param("src", Kind::String)], Gives::Anything, yaml_decode),
    Function::new("yamlencode", &[param("value", Kind::AnyOrNull)], Gives::String, yaml_encode),
];

fn yaml_decode(input: &Input<'_>) -> Result<Value, Fault> {
    decode::decode(input.text(0)).map_err(|reason| Fault::at(0, reason))
}

fn yaml_encode(input: &Input<'_>) -> Result<Value, Fault> {
    match encode::encode(input.value(0)) {
        Some(text) => Ok(text.into()),
        None => Err(Fault::at(0, "a part of the value is unknown")),
    }
}
