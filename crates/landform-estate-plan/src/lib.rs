//! One plan over a whole estate: every unit a module of one root, values that cross units unknown instead of made up.
//!
//! A preview only: units are applied one by one, each with its own state.

mod counts;
mod files;
mod given;
mod lock;
mod manifest;
mod module;
mod names;
mod per_unit;
mod piece;
mod plan;
mod provider;
mod root;
mod saved;
mod scope;
mod split;
mod state;
mod stateful;
mod stitching;

pub use counts::Counts;
pub use per_unit::plan_units;
pub use plan::{EstatePlan, Outcome, PlanError, Request, UnitPlan, plan_estate};
pub use stateful::is_stateful;
