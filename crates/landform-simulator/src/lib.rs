//! A provider that plans and applies any AWS resource type from its recorded schema, without AWS.

mod behaviour;
mod cidr;
mod crc32;
mod dependents;
mod duplicates;
mod go_json;
mod guess;
mod kinds;
mod maker;
mod place;
mod plan;
mod policy_document;
mod references;
mod refusal;
mod replacement;
mod seed;
mod special;
mod tags;
mod template;
mod world;

pub use behaviour::Behaviour;
pub use place::Place;
pub use plan::{PlanInput, Planned, plan};
pub use refusal::Refusal;
