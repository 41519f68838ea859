//! OpenTofu and Terraform: found, started on working copies, and their answers read.

mod blocks;
mod complaint;
mod engine;
mod heap;
mod module;
mod requirements;
mod restraint;
mod session;
mod workspace;

pub use blocks::{BlocksByType, blocks_in_use};
pub use engine::{Engine, EngineError, EngineKind, MINIMUM_VERSION, find};
pub use heap::heap_settings;
pub use module::{ByFolder, GUARDS, Module, Protected, ProtectedByFolder, read_module};
pub use requirements::{ProviderAddress, Requirements, read_requirements};
pub use restraint::{lift_guards, turn_off_protection, withhold_provisioners};
pub use session::{Applied, Fetched, PlanWish, Planned, Session, SessionError};
pub use workspace::{Workspace, WorkspaceError, prepare};
