//! The workbench: a working copy of a unit, and an engine in it with the providers that are served for it.

mod bench;
mod footing;
mod making;
mod place;
mod providers;

pub use bench::{Bench, WorkingUnit, identities};
pub use footing::{BackEnd, Footing, Provisioners};
pub use making::{Making, STATE_FILE, generate};
pub use place::Place;
pub use providers::{Left, Providers, Served, Wanted};
