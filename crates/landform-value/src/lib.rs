//! Values and types of the Terraform language: what configuration, state and the provider protocol share.

mod convert;
mod json;
mod number;
mod types;
mod value;

pub use convert::{ConvertError, convert, unify};
pub use json::{from_json, from_json_as, to_json, type_from_json, type_to_json};
pub use number::Number;
pub use types::{ObjectType, Type};
pub use value::{Data, Marks, Value};
