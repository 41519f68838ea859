//! The rehearsal of a whole estate on the simulator: apply everything, plan again, destroy everything.

mod accounts;
mod bench;
mod html;
mod kept;
mod pass;
mod place;
mod providers;
mod rehearse;
mod report;

pub use accounts::with_account_ids;
pub use html::html;
pub use kept::{Kept, KeptError, PlannedUnits, Replan, kept_units, plan_kept, read_kept};
pub use place::Place;
pub use providers::{Left, Providers, Served};
pub use rehearse::{Options, Rehearsed, rehearse};
pub use report::{AccountReport, Report, UnitReport};
