//! Apply and destroy: each unit with its own state and lock, compared with what was reviewed, written down step by step.

mod agree;
mod back_end;
mod history;
mod journal;
mod pass;
mod protection;
mod run;
mod said;

pub use agree::{Difference, Leeway, agree, is_change, is_to_do};
pub use back_end::backend_of;
pub use history::{DamagedJournal, History, Step, UnitHistory};
pub use journal::{Journal, Operation, Record, Started};
pub use protection::{is_production, protections};
pub use run::{Ended, Identity, Request, Reviewer, graph, perform};
