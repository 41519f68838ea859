//! The keeper: a process of its own that holds providers for a run, and outlives the run's process for as long as changes are under way.
//!
//! Whoever kills `landform`, or its whole process group, does not kill the keeper: what providers have begun ends in order and is noted in the call
//! log, so that `--resume` finds it. It has the lock on the runs of the live repo, by inheritance, until then.

mod host;
mod kept_providers;
mod protocol;

pub(crate) use host::{Args, run};
pub(crate) use kept_providers::KeptProviders;
pub(crate) use protocol::{Setup, simulated_world};
