//! State and plan files of OpenTofu and Terraform as values.

mod changes;
mod state;

pub use changes::{Action, PlannedChange, UiLog, read_ui_log};
pub use state::{Instance, Output, State, StateError};
