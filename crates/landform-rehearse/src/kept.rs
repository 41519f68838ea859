//! A rehearsed estate that was kept, so that it can be planned and shown later.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use landform_engine::Engine;
use landform_graph::Graph;
use landform_run::{Done, Events, Executor, Failure, Phase, Summary, run};
use landform_world::{Access, Cancel, World};
use serde::{Deserialize, Serialize};

use crate::bench::{Bench, WorkingUnit};
use crate::place::Place;
use crate::providers::Providers;

/// The index of a kept rehearsal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The name that the report carries.
    pub name: String,
    /// The units that have a working copy.
    pub units: Vec<WorkingUnit>,
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

/// The plans of the units of a kept rehearsal.
#[derive(Clone, Debug, Default)]
pub struct PlannedUnits {
    /// The changes by unit, such as `create aws_vpc.this`.
    pub changes: BTreeMap<String, Vec<String>>,
    /// What became of each unit.
    pub summary: Summary,
}

struct Planner<'a> {
    bench: Bench<'a>,
    units: BTreeMap<&'a str, &'a WorkingUnit>,
    changes: Mutex<BTreeMap<String, Vec<String>>>,
}

impl Executor for Planner<'_> {
    fn execute(&self, unit: &str, cancel: &Cancel) -> Result<Done, Failure> {
        let missing = || Failure { message: "the unit is not in the index".to_owned() };
        let kept = self.units.get(unit).ok_or_else(missing)?;
        let (done, changes) =
            self.bench.plan(kept, cancel).map_err(|message| Failure { message })?;
        let mut all = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(unit.to_owned(), changes);
        Ok(done)
    }
}

/// What it takes to plan a kept rehearsal again.
pub struct Replan<'a> {
    /// Where the rehearsal is.
    pub place: &'a Place,
    /// Its index.
    pub kept: &'a Kept,
    /// The engine.
    pub engine: &'a Engine,
    /// Who plays the provider.
    pub providers: &'a dyn Providers,
    /// How many engines may run at once.
    pub jobs: usize,
}

/// Plans a kept rehearsal again: the units that are wanted, and those that come before them.
///
/// What comes before is planned too because its refresh tells the simulated world what exists, which data sources
/// of later units look up.
pub fn plan_kept(
    world: &dyn World,
    replan: &Replan<'_>,
    wanted: impl Fn(&str) -> bool,
    events: &Events<'_>,
    cancel: &Cancel,
) -> PlannedUnits {
    let Replan { place, kept, engine, providers, jobs } = *replan;
    let units: BTreeMap<&str, &WorkingUnit> =
        kept.units.iter().map(|unit| (unit.path.as_str(), unit)).collect();
    let edges = kept.units.iter().flat_map(|unit| {
        let there = unit.after.iter().filter(|target| units.contains_key(target.as_str()));
        there.map(|target| (unit.path.clone(), target.clone()))
    });
    let graph = Graph::new(units.keys().map(|path| (*path).to_owned()), edges);
    let chosen: BTreeSet<String> =
        graph.nodes().iter().filter(|path| wanted(path)).cloned().collect();
    let mut needed = graph.all_dependencies(&chosen);
    needed.extend(chosen.iter().cloned());
    let bench = Bench { world, engine, place, providers };
    let planner = Planner { bench, units, changes: Mutex::default() };
    let summary = run(Phase::Plan, &graph.restricted_to(&needed), jobs, &planner, events, cancel);
    let mut changes = planner.changes.into_inner().unwrap_or_else(PoisonError::into_inner);
    changes.retain(|unit, _| chosen.contains(unit));
    PlannedUnits { changes, summary }
}
