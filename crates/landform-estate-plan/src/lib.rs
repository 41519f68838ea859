//! One plan over a whole estate: every unit a module of one root, values that cross units unknown instead of made up.
//!
//! A preview only: units are applied one by one, each with its own state.

mod module;
mod names;
mod piece;
mod plan;
mod provider;
mod root;
mod state;

pub use plan::{EstatePlan, Outcome, PlanError, Request, Serve, UnitPlan, plan_estate};
