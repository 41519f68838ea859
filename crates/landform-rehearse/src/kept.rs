//! A rehearsed estate that was kept, so that it can be planned and shown later.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use landform_engine::Engine;
use landform_run::{Done, Events, Executor, Failure, Phase, Summary, run};
use landform_terragrunt::Estate;
use landform_workbench::{Bench, Footing, Place, Providers};
use landform_world::{Access, Cancel, EntryKind, World};
use serde::{Deserialize, Serialize};

use crate::pass::{Progress, Stage};
use crate::rehearse::names;

/// The index of a kept rehearsal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The name that the report carries.
    pub name: String,
    /// The root folder of the live repo.
    pub root: PathBuf,
    /// The company file, if the live repo was generated from it for the rehearsal.
    pub company: Option<PathBuf>,
}

/// Why a folder cannot be used as a kept rehearsal.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// There is no kept rehearsal.
    #[error("`{}` holds no kept rehearsal", .0.display())]
    Missing(PathBuf),
    /// Its index is damaged.
    #[error("the index of the kept rehearsal is damaged: {0}")]
    Damaged(#[from] serde_json::Error),
}

/// Writes the index.
pub(crate) fn write(world: &dyn World, place: &Place, kept: &Kept) -> io::Result<()> {
    let text = serde_json::to_vec_pretty(kept)?;
    world.write(&place.index(), &text, Access::Private)
}

/// Reads the index of a kept rehearsal.
///
/// # Errors
/// Says that there is none, or that it is damaged.
pub fn read_kept(world: &dyn World, place: &Place) -> Result<Kept, KeptError> {
    let text =
        world.read(&place.index()).map_err(|_| KeptError::Missing(place.folder().to_path_buf()))?;
    Ok(serde_json::from_slice(&text)?)
}

/// Returns the units of a kept rehearsal that have a state, sorted.
///
/// # Errors
/// Any failure of the file system.
pub fn kept_units(world: &dyn World, place: &Place) -> io::Result<Vec<String>> {
    let states = place.states();
    let mut found = Vec::new();
    let mut pending = vec![states.clone()];
    while let Some(folder) = pending.pop() {
        for entry in world.list(&folder)? {
            let path = folder.join(&entry.name);
            if entry.kind == EntryKind::Folder {
                pending.push(path);
            } else if path == place.state(&relative(&states, &folder)) {
                found.push(relative(&states, &folder));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Returns the path of a unit; the one in the root folder itself is `.`.
fn relative(above: &Path, below: &Path) -> String {
    match below.strip_prefix(above).unwrap_or(below).to_string_lossy().into_owned() {
        path if path.is_empty() => ".".to_owned(),
        path => path,
    }
}

/// What it takes to plan a kept rehearsal again.
pub struct Replan<'a> {
    /// Where the rehearsal is.
    pub place: &'a Place,
    /// The live repo as it is now.
    pub estate: &'a Estate,
    /// The engine.
    pub engine: &'a Engine,
    /// Who plays the provider.
    pub providers: &'a dyn Providers,
    /// How many engines may run at once.
    pub jobs: usize,
}

/// The plans of the units of a kept rehearsal.
#[derive(Clone, Debug, Default)]
pub struct PlannedUnits {
    /// The changes by unit, such as `create aws_vpc.this`.
    pub changes: BTreeMap<String, Vec<String>>,
    /// Units that have a state, but are no longer part of the live repo.
    pub gone: Vec<String>,
    /// What became of each unit.
    pub summary: Summary,
}

struct Replanner<'a> {
    stage: Stage<'a>,
    changes: Mutex<BTreeMap<String, Vec<String>>>,
}

impl Replanner<'_> {
    fn plan(&self, unit: &str, cancel: &Cancel) -> Result<Done, String> {
        let working = self.stage.make(unit, cancel)?;
        self.stage.run(&working, cancel, |session| session.init())?;
        let (done, changes) = self.stage.changes(&working, cancel)?;
        let mut all = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(unit.to_owned(), changes);
        Ok(done)
    }
}

impl Executor for Replanner<'_> {
    fn execute(&self, unit: &str, cancel: &Cancel) -> Result<Done, Failure> {
        self.plan(unit, cancel).map_err(|message| Failure { message })
    }
}

/// Plans the live repo, as it is now, against a kept rehearsal: the units that are wanted, and those that come before them.
///
/// What comes before is planned too because its refresh tells the simulated world what exists, which data sources
/// of later units look up.
///
/// # Errors
/// Says which state cannot be read.
pub fn plan_kept(
    world: &dyn World,
    replan: &Replan<'_>,
    wanted: impl Fn(&str) -> bool,
    events: &Events<'_>,
    cancel: &Cancel,
) -> io::Result<PlannedUnits> {
    let Replan { place, estate, engine, providers, jobs } = *replan;
    let footing = Footing::simulated(place);
    let bench = Bench { world, engine, place, providers, footing: &footing };
    let stage = Stage { bench, estate, progress: Mutex::default() };
    let applied = kept_units(world, place)?;
    for unit in &applied {
        let state =
            stage.state(unit).map_err(|fault| io::Error::other(format!("{unit}: {fault}")))?;
        let outputs = Some(state.outputs_object());
        stage.lock().insert(unit.clone(), Progress { outputs, ..Progress::default() });
    }
    let graph = names(estate);
    let gone = applied.into_iter().filter(|unit| !graph.contains(unit) && wanted(unit)).collect();
    let chosen: BTreeSet<String> =
        graph.nodes().iter().filter(|path| wanted(path)).cloned().collect();
    let mut needed = graph.all_dependencies(&chosen);
    needed.extend(chosen.iter().cloned());
    let replanner = Replanner { stage, changes: Mutex::default() };
    let graph = graph.restricted_to(&needed);
    let summary = run(Phase::Plan, &graph, jobs, &replanner, events, cancel);
    let mut changes = replanner.changes.into_inner().unwrap_or_else(PoisonError::into_inner);
    changes.retain(|unit, _| chosen.contains(unit));
    Ok(PlannedUnits { changes, gone, summary })
}
