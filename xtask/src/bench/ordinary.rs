//! The ordinary way: for each unit an engine of its own, which starts providers of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;

use landform_engine::find;
use landform_os::OsWorld;
use landform_plan::{Hiding, State};
use landform_terragrunt::{Estate, Options, load};
use landform_value::Value;
use landform_workbench::{
    BackEnd, Bench, Footing, Left, Making, Place, Providers, Provisioners, Served, Wanted,
};
use landform_world::Cancel;

use super::compare::{Plans, shown};
use super::engine::Engine;
use crate::{Outcome, failed};

/// How many engines run at once.
const JOBS: usize = 2;
/// Where each unit's plan goes.
const PLAN: &str = "unit.plan";

/// Units as an engine meets them when everything that Terragrunt does was done: module, back end, provider, inputs.
pub(super) struct Ordinary<'a> {
    engine: &'a Engine,
    folders: BTreeMap<String, PathBuf>,
}

/// Engines start providers themselves.
struct Nobody;

impl Providers for Nobody {
    fn serve(&self, _: &Wanted<'_>) -> Result<Box<dyn Served + '_>, String> {
        Err("nothing is served the ordinary way".to_owned())
    }

    fn left(&self) -> Vec<Left> {
        Vec::new()
    }
}

impl<'a> Ordinary<'a> {
    /// Makes the working copies of all units of an applied live repo. Nothing of this is measured.
    pub(super) fn prepare(engine: &'a Engine, live: &Path, folder: &Path) -> Outcome<Self> {
        let world = OsWorld::default();
        let (estate, diagnostics) = load(&world, live, &Options::default());
        if diagnostics.has_errors() {
            return Err(format!("`{}` cannot be read", live.display()));
        }
        let place = Place::create(&world, folder).map_err(|error| failed(folder, &error))?;
        let own = find(&world, Some(engine.program())).map_err(|error| error.to_string())?;
        let footing = Footing {
            back_end: BackEnd::Own,
            provisioners: Provisioners::Run,
            engine_config: None,
            env: BTreeMap::new(),
        };
        let bench = Bench {
            world: &world,
            engine: &own,
            place: &place,
            providers: &Nobody,
            footing: &footing,
        };
        let making = Making { bench, estate: &estate };
        let folders = Self::make_all(engine, &estate, &making)?;
        Ok(Self { engine, folders })
    }

    fn make_all(
        engine: &Engine,
        estate: &Estate,
        making: &Making<'_>,
    ) -> Outcome<BTreeMap<String, PathBuf>> {
        let needed: BTreeSet<_> = estate
            .units
            .values()
            .flat_map(|unit| unit.dependencies.iter().map(|dependency| &dependency.target))
            .collect();
        let order = estate.graph.order().map_err(|_| "units depend on one another".to_owned())?;
        let mut outputs: BTreeMap<_, Value> = BTreeMap::new();
        let mut folders = BTreeMap::new();
        for path in order {
            let Some(unit) = estate.units.get(path) else { continue };
            let own = unit.dependencies.iter().filter_map(|dependency| {
                Some((dependency.label.clone(), outputs.get(&dependency.target)?.clone()))
            });
            let made = making.make(unit, &own.collect(), &Cancel::default())?;
            engine.must(&made.folder, &["init", "-input=false", "-no-color"])?;
            if needed.contains(path) {
                let text = engine.must(&made.folder, &["state", "pull"])?;
                let state =
                    State::read(text.as_bytes()).map_err(|error| format!("`{path}`: {error}"))?;
                outputs.insert(path, state.outputs_object());
            }
            // What an engine leaves behind is part of what is measured; the lock file is part of a unit.
            let left = made.folder.join(".terraform");
            std::fs::remove_dir_all(&left).map_err(|error| failed(&left, &error))?;
            folders.insert(path.to_string(), made.folder);
        }
        Ok(folders)
    }

    /// Prepares and plans every unit, some at once.
    pub(super) fn plan(&self) -> Outcome {
        self.each(|folder| {
            self.engine.must(folder, &["init", "-input=false", "-no-color"])?;
            let plan = format!("-out={PLAN}");
            self.engine.must(folder, &["plan", "-input=false", "-no-color", &plan])?;
            Ok(())
        })
    }

    /// Returns what was planned.
    pub(super) fn plans(&self, hiding: &Hiding) -> Outcome<Plans> {
        let plans = Mutex::new(Plans::new());
        let unit = |folder: &Path| self.folders.iter().find(|(_, own)| *own == folder);
        self.each(|folder| {
            let text = self.engine.must(folder, &["show", "-json", PLAN])?;
            let changes = shown(&text, hiding)?;
            if let Some((unit, _)) = unit(folder) {
                let mut plans = plans.lock().unwrap_or_else(PoisonError::into_inner);
                plans.insert(unit.clone(), changes);
            }
            Ok(())
        })?;
        Ok(plans.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the number of units.
    pub(super) fn units(&self) -> usize {
        self.folders.len()
    }

    /// Does something in every unit, some at once; the first fault ends it.
    fn each(&self, work: impl Fn(&Path) -> Outcome + Sync) -> Outcome {
        let pending = Mutex::new(self.folders.values().collect::<Vec<_>>());
        let faults = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..JOBS {
                scope.spawn(|| {
                    let next = || pending.lock().unwrap_or_else(PoisonError::into_inner).pop();
                    while let Some(folder) = next() {
                        if let Err(fault) = work(folder) {
                            faults.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
                            pending.lock().unwrap_or_else(PoisonError::into_inner).clear();
                        }
                    }
                });
            }
        });
        let faults = faults.into_inner().unwrap_or_else(PoisonError::into_inner);
        faults.into_iter().next().map_or(Ok(()), Err)
    }
}
