//! The provider plugin protocol, versions 5 and 6.

mod client;
mod codec;
mod generated;
pub mod message;
mod process;
mod provider;
pub mod recorded;
mod schema;
mod server;
mod warden;
mod wire;

pub use client::connect;
pub use codec::{CodecError, decode, decode_json, decode_type, encode, encode_type};
pub use process::{ProviderProcess, StartError, start};
pub use provider::{Provider, ProviderFactory, SchemaResponse};
pub use schema::{
    Attribute, AttributeType, Block, Function, NestedAttributes, NestedBlock, Nesting, Parameter,
    ProviderSchema, Schema,
};
pub use server::{Protocol, REATTACH_VARIABLE, Server, reattach_value, serve};
pub use tonic::{Code, Status, async_trait};
