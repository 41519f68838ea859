//! What the run's process and its keeper say to each other: one JSON line each, a question and its answer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use landform_workbench::Left;
use landform_world::World;
use serde::{Deserialize, Serialize};

use crate::cloud::{Cloud, CloudKind, live_home, simulated_home};

/// What the keeper is asked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ask {
    /// The first question: be the keeper of a run.
    Start(Box<Setup>),
    /// Serve the providers of a unit.
    Serve {
        /// The unit's path.
        unit: String,
        /// The types that it uses.
        types: BTreeSet<String>,
        /// Where its engine runs.
        folder: PathBuf,
        /// Type and identity of what is in its state.
        existing: BTreeSet<(String, String)>,
        /// Whether what was recorded stands in for the same calls.
        replay: bool,
    },
    /// Say what became of a unit's past.
    Remarks {
        /// The unit's path.
        unit: String,
        /// Type and identity of what is in its state now.
        existing: BTreeSet<(String, String)>,
    },
    /// Serve a unit no more.
    End {
        /// The number that serving was given.
        serving: u64,
    },
    /// Say what exists in the simulated world.
    Left,
}

/// What the keeper answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    /// It is done.
    Done,
    /// The unit's providers are served.
    Served {
        /// A number for them.
        serving: u64,
        /// The environment that leads engines to them.
        env: BTreeMap<String, String>,
    },
    /// What became of the unit's past.
    Remarks(Vec<String>),
    /// What exists in the simulated world.
    Left(Vec<Left>),
    /// It cannot be done.
    Fault {
        /// Why.
        message: String,
        /// What to do next.
        hints: Vec<String>,
    },
}

/// What a keeper works with.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Setup {
    /// The folder of the run, where changes are noted.
    pub(crate) run: PathBuf,
    /// Who plays the providers.
    pub(crate) played: Played,
}

/// Who plays the providers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Played {
    /// The simulator, in a world that is kept in a folder.
    Simulated {
        /// The folder.
        world: PathBuf,
    },
    /// Real providers before a cloud.
    Cloud {
        /// The cloud.
        cloud: Cloud,
        /// The folder with the simulated world of what the cloud lacks.
        beside: PathBuf,
    },
}

impl Setup {
    /// Returns what a keeper works with for a run of a live repo.
    pub(crate) fn of(world: &dyn World, cloud: &Cloud, root: &Path, run: &Path) -> Self {
        let played = match cloud.kind {
            CloudKind::Simulated => Played::Simulated { world: simulated_world(world, root) },
            CloudKind::Aws | CloudKind::Moto | CloudKind::Emulator => {
                let beside = live_home(world, root).join(cloud.kind.name());
                Played::Cloud { cloud: cloud.clone(), beside }
            }
        };
        Self { run: run.to_owned(), played }
    }
}

/// Returns the folder with the simulated world of a live repo.
pub(crate) fn simulated_world(world: &dyn World, root: &Path) -> PathBuf {
    simulated_home(world, root).join("world")
}
