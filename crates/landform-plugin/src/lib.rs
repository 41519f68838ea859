//! The provider plugin protocol, versions 5 and 6.

mod codec;
mod schema;

pub use codec::{CodecError, decode, decode_json, decode_type, encode, encode_type};
pub use schema::{
    Attribute, AttributeType, Block, Function, NestedAttributes, NestedBlock, Nesting, Parameter,
    ProviderSchema, Schema,
};
