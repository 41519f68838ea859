//! IAM documents, evaluated: who can do what.
//!
//! [`read_policy`] reads a document, [`decide`] decides about a request, [`who_can_assume`] tells who can assume which role, and
//! [`writes`] what a policy allows that writes.
//!
//! Not here: access control lists, grants of keys, endpoint policies, sessions of federated users, the keys that each service
//! adds to a request, and which resources an action is about.

mod access;
mod assume;
mod condition;
mod context;
mod decision;
mod document;
mod elements;
mod json;
mod moment;
mod name;
mod network;
mod operator;
mod pattern;
mod principal;
mod reading;
mod template;
mod trusted;

pub use access::{Granted, WriteGrant, may_write, writes};
pub use assume::{
    Assumption, Candidate, Role, WorkflowTrigger, assuming, can_assume, github_claims,
    who_can_assume,
};
pub use context::Context;
pub use decision::{
    Caller, Decision, Layer, Level, Request, ResourceRule, Standing, Target, decide,
};
pub use document::{Effect, Policy, PolicyKind, Statement, StatementId};
pub use name::{AccountId, Action, Arn, NameError};
pub use principal::Principal;
pub use reading::read_policy;
