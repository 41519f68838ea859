//! What happens during a run, as one ordered stream that every view consumes.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use landform_world::World;
use serde::Serialize;

/// A pass over the units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Everything is created or changed.
    Apply,
    /// What would change is found out.
    Plan,
    /// Everything is taken down.
    Destroy,
}

impl Phase {
    /// Returns the word for the phase.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Plan => "plan",
            Self::Destroy => "destroy",
        }
    }
}

/// One happening.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RunEvent {
    /// A pass over the units begins.
    PhaseStarted {
        /// Which pass.
        phase: Phase,
        /// The number of units in it.
        units: usize,
        /// How many units may run at once.
        jobs: usize,
    },
    /// A unit begins.
    UnitStarted {
        /// Which pass.
        phase: Phase,
        /// The unit's path.
        unit: String,
    },
    /// A unit is done.
    UnitFinished {
        /// Which pass.
        phase: Phase,
        /// The unit's path.
        unit: String,
        /// The wall time in seconds.
        seconds: f64,
        /// The number of resources that the unit then has.
        resources: usize,
        /// The number of changes that were made or are planned.
        changes: usize,
    },
    /// A unit could not be done.
    UnitFailed {
        /// Which pass.
        phase: Phase,
        /// The unit's path.
        unit: String,
        /// The wall time in seconds.
        seconds: f64,
        /// What went wrong.
        message: String,
    },
    /// A unit was not reached.
    UnitSkipped {
        /// Which pass.
        phase: Phase,
        /// The unit's path.
        unit: String,
        /// The failed unit that it needs; absent when the run was stopped.
        because: Option<String>,
    },
    /// A pass is over.
    PhaseFinished {
        /// Which pass.
        phase: Phase,
        /// Units that are done.
        succeeded: usize,
        /// Units that failed.
        failed: usize,
        /// Units that were not reached.
        skipped: usize,
        /// The wall time in seconds.
        seconds: f64,
    },
}

/// A happening with its place in the stream.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// Counts from 1, without gaps.
    pub sequence: u64,
    /// Seconds since the stream began.
    pub at: f64,
    /// What happened.
    #[serde(flatten)]
    pub event: RunEvent,
}

/// Who gets each event.
type Consumer<'a> = Box<dyn FnMut(&Event) + Send + 'a>;

/// The stream: numbers each event and hands it to the consumer, one at a time.
pub struct Events<'a> {
    world: &'a dyn World,
    start: Duration,
    consumer: Mutex<(u64, Consumer<'a>)>,
}

impl<'a> Events<'a> {
    /// Begins a stream.
    pub fn new(world: &'a dyn World, consumer: impl FnMut(&Event) + Send + 'a) -> Self {
        let consumer = Mutex::new((0, Box::new(consumer) as Consumer<'a>));
        Self { world, start: world.elapsed(), consumer }
    }

    /// Emits an event. Calls from several threads are put in an order.
    pub fn emit(&self, event: RunEvent) {
        let mut consumer = self.consumer.lock().unwrap_or_else(PoisonError::into_inner);
        consumer.0 += 1;
        let at = (self.world.elapsed().saturating_sub(self.start)).as_secs_f64();
        let event = Event { sequence: consumer.0, at, event };
        consumer.1(&event);
    }

    /// Returns the seconds since some fixed moment.
    pub(crate) fn now(&self) -> f64 {
        self.world.elapsed().as_secs_f64()
    }
}
