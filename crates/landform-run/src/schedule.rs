//! Runs an executor over all units, as many at once as allowed, prerequisites first.

use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use landform_graph::{Graph, Outcome as Ended, Queue};
use landform_world::{Cancel, Usage};

use crate::event::{Events, Phase, RunEvent};

/// Does the work of one unit.
pub trait Executor: Sync {
    /// Does it; called from several threads, never twice for one unit.
    ///
    /// # Errors
    /// Says why the unit could not be done; its dependants are then not reached.
    fn execute(&self, unit: &str, cancel: &Cancel) -> Result<Done, Failure>;
}

/// What came out of a unit that is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The number of resources that the unit then has.
    pub resources: usize,
    /// The number of changes that were made or are planned.
    pub changes: usize,
    /// What its processes used.
    pub usage: Usage,
}

/// Why a unit could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The reason, for people; may have several lines.
    pub message: String,
}

/// What became of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done(Done),
    /// It failed.
    Failed(Failure),
    /// It was not reached: a unit that it needs failed, or (`None`) the run was stopped.
    Skipped(Option<String>),
}

/// What became of a unit, and how long it took.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitResult {
    /// What became of it.
    pub outcome: Outcome,
    /// The wall time.
    pub wall: Duration,
}

/// What became of all units of a pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The results by unit.
    pub units: BTreeMap<String, UnitResult>,
}

impl Summary {
    /// Tells whether every unit is done.
    pub fn is_success(&self) -> bool {
        self.units.values().all(|unit| matches!(unit.outcome, Outcome::Done(_)))
    }

    /// Iterates over the failed units.
    pub fn failures(&self) -> impl Iterator<Item = (&str, &Failure)> {
        self.units.iter().filter_map(|(unit, result)| match &result.outcome {
            Outcome::Failed(failure) => Some((unit.as_str(), failure)),
            Outcome::Done(_) | Outcome::Skipped(_) => None,
        })
    }

    /// Returns how many units are done, failed and not reached.
    pub fn counts(&self) -> (usize, usize, usize) {
        self.units.values().fold((0, 0, 0), |(done, failed, skipped), unit| match unit.outcome {
            Outcome::Done(_) => (done + 1, failed, skipped),
            Outcome::Failed(_) => (done, failed + 1, skipped),
            Outcome::Skipped(_) => (done, failed, skipped + 1),
        })
    }

    /// Returns the sum of the changes of all units that are done.
    pub fn changes(&self) -> usize {
        self.done().map(|done| done.changes).sum()
    }

    /// Iterates over what came out of the units that are done.
    pub fn done(&self) -> impl Iterator<Item = &Done> {
        self.units.values().filter_map(|unit| match &unit.outcome {
            Outcome::Done(done) => Some(done),
            Outcome::Failed(_) | Outcome::Skipped(_) => None,
        })
    }
}

/// Runs a pass over the units of a graph, each after those that it depends on, at most `jobs` at once.
///
/// A failed unit stops those that need it and no others. After a wish to stop nothing new starts. Units on a cycle
/// are never ready and come out as skipped.
pub fn run(
    phase: Phase,
    units: &Graph<String>,
    jobs: usize,
    executor: &dyn Executor,
    events: &Events<'_>,
    cancel: &Cancel,
) -> Summary {
    let began = events.now();
    let jobs = jobs.max(1);
    events.emit(RunEvent::PhaseStarted { phase, units: units.len(), jobs });
    let queue = match phase {
        // Plans are short: what counts is that the units of an account and region follow each other, and share providers.
        Phase::Plan => Queue::by_key(units),
        Phase::Apply | Phase::Destroy => Queue::new(units),
    };
    let mut pass = Pass { phase, events, queue, summary: Summary::default() };
    thread::scope(|scope| {
        let (sender, receiver) = channel();
        let mut running = 0;
        loop {
            while running < jobs && !cancel.is_requested() {
                let Some(unit) = pass.queue.pop().cloned() else { break };
                events.emit(RunEvent::UnitStarted { phase, unit: unit.clone() });
                running += 1;
                let sender = sender.clone();
                scope.spawn(move || work(unit, executor, events, cancel, &sender));
            }
            if running == 0 {
                break;
            }
            let Ok((unit, result, wall)) = receiver.recv() else { break };
            running -= 1;
            pass.finish(unit, result, wall);
        }
    });
    for unit in units.nodes() {
        if !pass.summary.units.contains_key(unit) {
            pass.skip(unit.clone(), None);
        }
    }
    let (succeeded, failed, skipped) = pass.summary.counts();
    let seconds = events.now() - began;
    events.emit(RunEvent::PhaseFinished { phase, succeeded, failed, skipped, seconds });
    pass.summary
}

type Report = (String, Result<Done, Failure>, Duration);

fn work(
    unit: String,
    executor: &dyn Executor,
    events: &Events<'_>,
    cancel: &Cancel,
    sender: &Sender<Report>,
) {
    let began = events.now();
    let attempt = std::panic::AssertUnwindSafe(|| executor.execute(&unit, cancel));
    let result = std::panic::catch_unwind(attempt).unwrap_or_else(|_| {
        Err(Failure { message: "an internal fault ended the work on this unit".to_owned() })
    });
    let wall = Duration::from_secs_f64((events.now() - began).max(0.0));
    // The receiver lives as long as there are running units.
    let _ = sender.send((unit, result, wall));
}

/// A pass that is under way.
struct Pass<'a, 'w> {
    phase: Phase,
    events: &'a Events<'w>,
    queue: Queue<'a, String>,
    summary: Summary,
}

impl Pass<'_, '_> {
    fn finish(&mut self, unit: String, result: Result<Done, Failure>, wall: Duration) {
        let (phase, seconds) = (self.phase, wall.as_secs_f64());
        let outcome = match result {
            Ok(done) => {
                self.queue.finish(&unit, Ended::Succeeded);
                let Done { resources, changes, .. } = done;
                let unit = unit.clone();
                self.events.emit(RunEvent::UnitFinished {
                    phase,
                    unit,
                    seconds,
                    resources,
                    changes,
                });
                Outcome::Done(done)
            }
            Err(failure) => {
                let message = failure.message.clone();
                self.events.emit(RunEvent::UnitFailed {
                    phase,
                    unit: unit.clone(),
                    seconds,
                    message,
                });
                for lost in self.queue.finish(&unit, Ended::Failed) {
                    self.skip(lost.clone(), Some(unit.clone()));
                }
                Outcome::Failed(failure)
            }
        };
        self.summary.units.insert(unit, UnitResult { outcome, wall });
    }

    fn skip(&mut self, unit: String, because: Option<String>) {
        let phase = self.phase;
        let event = RunEvent::UnitSkipped { phase, unit: unit.clone(), because: because.clone() };
        self.events.emit(event);
        let outcome = Outcome::Skipped(because);
        self.summary.units.insert(unit, UnitResult { outcome, wall: Duration::ZERO });
    }
}

#[cfg(test)]
mod tests;
