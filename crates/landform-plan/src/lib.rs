//! State and plan files of OpenTofu and Terraform as values.

mod changes;
mod shown;
mod state;

pub use changes::{Action, PlannedChange, UiLog, read_ui_log};
pub use shown::{Mode, OutputChange, ResourceChange, ShownError, ShownPlan, has_true};
pub use state::{Instance, Output, State, StateError};
