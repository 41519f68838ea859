//! The Terragrunt reader: which units there are, what each of them sets, and how they depend on one another.
//!
//! Reading has two stages. [`load`] needs no outputs: it finds units, merges includes, evaluates locals and settings, and gives
//! the [`Estate`] with its graph. [`Unit::inputs`] and [`Unit::settle`] then take the outputs of dependencies from the caller.
//!
//! Where the reader differs from the original on purpose:
//! - Functions that start a process, decrypt a secret or ask AWS are faults, and so are stacks.
//! - Made-up outputs stand in only where a unit skips or disables a dependency, and they are marked as placeholders.
//! - Outputs of a configuration that `read_terragrunt_config` reads stay unknown: a unit declares the dependencies that it uses.
//! - An unknown block or attribute is a fault, also in an included file.
//! - Rules about errors keep the order of the text.

mod config;
mod dependency;
mod discovery;
mod estate;
mod evaluator;
mod fields;
mod file;
mod functions;
mod generate;
mod hook;
mod merge;
mod open_inputs;
mod path;
mod remote_state;
mod rules;
mod settings;
mod shared;
mod terraform;
mod trail;
mod unit;
mod version;
mod whereabouts;

pub use dependency::{After, Dependency, MockMerge};
pub use discovery::{UNIT_FILE, find};
pub use estate::{Estate, load};
pub use generate::{Generate, IfDisabled, IfExists, SIGNATURE};
pub use hook::{Hook, HookKind};
pub use open_inputs::{OpenInput, OutputText};
pub use path::UnitPath;
pub use remote_state::RemoteState;
pub use rules::{Errors, Exclude, Ignore, Retry};
pub use settings::{Settings, TERRAGRUNT_VERSION};
pub use shared::Options;
pub use terraform::{ExtraArguments, Location, ModuleSource, Terraform};
pub use unit::Unit;
pub use version::{Constraint, Version};
