//! The scheduler of units: a ready-queue over the graph, bounded, with one ordered stream of events.

mod event;
mod limits;
mod schedule;

pub use event::{Event, Events, Phase, RunEvent};
pub use limits::{ENGINE_BYTES, jobs_for};
pub use schedule::{Done, Executor, Failure, Outcome, Summary, UnitResult, run};
