//! The rehearsal of a whole estate on the simulator: apply everything, plan again, destroy everything.

mod accounts;
mod html;
mod kept;
mod pass;
mod rehearse;
mod report;

pub use accounts::with_account_ids;
pub use html::html;
pub use kept::{Kept, KeptError, kept_units, read_kept};
pub use rehearse::{Options, Rehearsed, rehearse};
pub use report::{AccountReport, Report, UnitReport};
