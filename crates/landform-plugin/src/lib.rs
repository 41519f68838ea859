//! The provider plugin protocol, versions 5 and 6.

mod schema;

pub use schema::{
    Attribute, AttributeType, Block, Function, NestedAttributes, NestedBlock, Nesting, Parameter,
    ProviderSchema, Schema,
};
