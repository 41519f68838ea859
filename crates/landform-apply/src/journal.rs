//! The journal of a run: one JSON line for each step, on disk before the next step begins.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use landform_world::World;
use serde::{Deserialize, Serialize};

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// It makes the estate what the live repo says.
    Apply,
    /// It takes the estate down.
    Destroy,
}

impl Operation {
    /// Returns the word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Destroy => "destroy",
        }
    }
}

/// What a run is about: its first record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The run's own name.
    pub run: String,
    /// What it does.
    pub operation: Operation,
    /// What tells the live repo from others.
    pub live_repo: String,
    /// The cloud.
    pub cloud: String,
    /// The SHA-256 of the reviewed plan.
    pub plan: String,
    /// The engine and its version.
    pub engine: String,
    /// The units that are to be done.
    pub units: Vec<String>,
    /// Whether what refuses to be destroyed is destroyed all the same.
    #[serde(default)]
    pub lifts_guards: bool,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// The run begins.
    Started(Started),
    /// The run goes on after it was cut short.
    Resumed {
        /// When.
        at: String,
    },
    /// The lock of a unit's state is about to be taken.
    LockIntended {
        /// The unit.
        unit: String,
        /// The ID of the lock.
        lock: String,
    },
    /// It was taken.
    Locked {
        /// The unit.
        unit: String,
        /// The ID of the lock.
        lock: String,
    },
    /// The unit was planned, and the plan agrees with the reviewed one.
    Planned {
        /// The unit.
        unit: String,
        /// The number of changes.
        changes: usize,
    },
    /// The changes are about to be made.
    Applying {
        /// The unit.
        unit: String,
    },
    /// They were made.
    Applied {
        /// The unit.
        unit: String,
        /// The lineage of the state.
        lineage: String,
        /// The serial of the state.
        serial: u64,
    },
    /// A state that the engine could not save was saved.
    StateSaved {
        /// The unit.
        unit: String,
    },
    /// The lock was given back.
    Released {
        /// The unit.
        unit: String,
        /// The ID of the lock.
        lock: String,
    },
    /// The unit is done; nothing of it is left to do.
    Done {
        /// The unit.
        unit: String,
    },
    /// The unit could not be done.
    Failed {
        /// The unit.
        unit: String,
        /// Why.
        message: String,
    },
    /// The run is over, in order.
    Finished {
        /// Whether every unit is done.
        success: bool,
    },
}

/// A journal that is being written.
pub struct Journal<'a> {
    world: &'a dyn World,
    file: PathBuf,
    turn: Mutex<()>,
}

impl<'a> Journal<'a> {
    /// Takes the file of a journal, which may be there already; its folder must be.
    ///
    /// # Errors
    /// Any failure of the file system.
    pub fn open(world: &'a dyn World, file: impl Into<PathBuf>) -> io::Result<Self> {
        let file = file.into();
        if world.kind(&file).is_some() && !world.read(&file)?.ends_with(b"\n") {
            // A line that was cut off must not swallow the next one.
            world.append_synced(&file, b"\n")?;
        }
        Ok(Self { world, file, turn: Mutex::default() })
    }

    /// Adds a record; when this returns, it is on disk.
    ///
    /// # Errors
    /// Any failure of the file system: nothing may then be done that the record announces.
    pub fn write(&self, record: &Record) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.world.append_synced(&self.file, &line)
    }
}
