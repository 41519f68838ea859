//! A provider that plans and applies any AWS resource type from its recorded schema, without AWS.
//!
//! The pure core is [`plan`] and the making of values; around it are a world per account and region that knows names and references, and the
//! provider protocol. Ids are a hash of account, region, type, configuration and the session's salt. Objects that are equal in all of this get
//! theirs in the order in which the engine creates them, so only among equals may ids change places from run to run.
//!
//! Data sources are exact where the answer follows from configuration, account and region; look up the world where there is a resource type of
//! the same name; know what AWS itself provides (images, managed policies and keys, prefix lists, engine versions); and are made up by name and
//! type for the rest, which a strict session refuses. What never changes outside of an engine never drifts: reading gives back the state,
//! except for what was deleted in this world. A world may be kept in a folder: then each change is on the disk before it is answered.

mod account;
mod behaviour;
mod cidr;
mod customs;
mod data;
mod dependents;
mod duplicates;
mod facts;
mod filter;
mod functions;
mod go_json;
mod guess;
mod kept;
mod kinds;
mod legacy;
mod lookup;
mod maker;
mod objects;
mod place;
mod plan;
mod policy_document;
mod provider;
mod recording;
mod references;
mod refusal;
mod replacement;
mod seed;
mod simulator;
mod special;
mod stored;
mod tags;
mod template;
#[cfg(test)]
mod tests;
mod validate;
mod world;

pub use behaviour::Behaviour;
pub use kept::OpenError;
pub use place::Place;
pub use plan::{PlanInput, Planned, plan};
pub use recording::{AWS_VERSION, library, recording};
pub use refusal::Refusal;
pub use simulator::{Factory, Inventory, Session, Simulator, VAST};
pub use tags::TagRules;
