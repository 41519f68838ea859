//! State and plan files of OpenTofu and Terraform as values.

mod changes;
mod identity;
mod mask;
mod saved;
mod shown;
mod state;
mod store;

pub use changes::{Action, PlannedChange, UiLog, read_ui_log};
pub use identity::identity_of;
pub use mask::{Hiding, SENSITIVE, is_hidden, masked};
pub use saved::{SAVED_FORMAT, SavedChange, SavedError, SavedPlan, SavedStatus, SavedUnit};
pub use shown::{Mode, OutputChange, ResourceChange, ShownError, ShownPlan, has_true};
pub use state::{DamagedState, Instance, Output, State};
pub use store::{Backend, FaultKind, LockInfo, StateError, StateStore, StoreFault, check_state};
