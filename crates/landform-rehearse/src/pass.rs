//! One pass over the units: apply, plan or destroy, each unit with an engine of its own and a served provider.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use landform_engine::{Session, SessionError, lift_guards};
use landform_plan::State;
use landform_run::{Done, Executor, Failure, Phase};
use landform_terragrunt::{Estate, Unit, UnitPath};
use landform_value::Value;
use landform_workbench::{Bench, Making, WorkingUnit};
use landform_world::{Cancel, Usage};

use crate::rehearse::is_excluded;

/// What a unit has come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress {
    /// Its working copy, once made.
    pub(crate) working: Option<WorkingUnit>,
    /// The outputs after apply.
    pub(crate) outputs: Option<Value>,
    /// The number of resources by type after apply.
    pub(crate) types: BTreeMap<String, usize>,
    /// The changes that the second plan wants.
    pub(crate) second_plan: Vec<String>,
    /// The resources that are left after destroy.
    pub(crate) left: Option<usize>,
}

/// What all passes share.
pub(crate) struct Stage<'a> {
    pub(crate) bench: Bench<'a>,
    pub(crate) estate: &'a Estate,
    pub(crate) progress: Mutex<BTreeMap<String, Progress>>,
}

/// A pass: the stage, and what is to be done.
pub(crate) struct Pass<'a> {
    pub(crate) stage: &'a Stage<'a>,
    pub(crate) phase: Phase,
}

impl Executor for Pass<'_> {
    fn execute(&self, unit: &str, cancel: &Cancel) -> Result<Done, Failure> {
        let outcome = match self.phase {
            Phase::Apply => self.stage.apply(unit, cancel),
            Phase::Plan => self.stage.plan(unit, cancel),
            Phase::Destroy => self.stage.destroy(unit, cancel),
        };
        outcome.map_err(|message| Failure { message })
    }
}

impl<'a> Stage<'a> {
    pub(crate) fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Progress>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, unit: &str, change: impl FnOnce(&mut Progress)) {
        change(self.lock().entry(unit.to_owned()).or_default());
    }

    fn unit(&self, path: &str) -> Result<&'a Unit, String> {
        let path = UnitPath::from(path);
        self.estate.units.get(&path).ok_or_else(|| format!("`{path}` is no unit of the estate"))
    }

    fn apply(&self, path: &str, cancel: &Cancel) -> Result<Done, String> {
        let working = self.make(path, cancel)?;
        let served = self.bench.serve(&working, &State::default(), false)?;
        let session = self.bench.session(&working, served.as_ref(), cancel);
        let applied = session.prepared(Session::apply);
        // What was created before a fault is in the state, and must be taken down too.
        let state = self.state(path)?;
        self.note(path, |progress| {
            progress.working = Some(working.clone());
            progress.types = count_types(&state);
            progress.outputs = Some(state.outputs_object());
        });
        let (started, applied) = applied.map_err(|error| error.to_string())?;
        let usage = sum(started, applied.usage);
        Ok(Done { resources: state.instances.len(), changes: applied.log.changes.len(), usage })
    }

    /// Makes the working copy of a unit anew, from the live repo as it is now and the outputs that were applied.
    pub(crate) fn make(&self, path: &str, cancel: &Cancel) -> Result<WorkingUnit, String> {
        let unit = self.unit(path)?;
        let making = Making { bench: self.bench, estate: self.estate };
        making.make(unit, &self.dependency_outputs(unit)?, cancel)
    }

    /// Plans a unit; returns the figures and the changes by name.
    pub(crate) fn changes(
        &self,
        unit: &WorkingUnit,
        cancel: &Cancel,
    ) -> Result<(Done, Vec<String>), String> {
        let planned = self.run(unit, cancel, |session| session.plan())?;
        let log = planned.log;
        let mut changes: Vec<String> = log
            .changes
            .iter()
            .map(|change| format!("{} {}", change.action.name(), change.address))
            .collect();
        changes.extend(log.changed_outputs.iter().map(|name| format!("output {name}")));
        if planned.has_changes && changes.is_empty() {
            changes.push("a change that the engine does not name".to_owned());
        }
        let resources = self.state(&unit.path)?.instances.len();
        Ok((Done { resources, changes: changes.len(), usage: planned.usage }, changes))
    }

    /// Runs one command in a working copy.
    pub(crate) fn run<T>(
        &self,
        unit: &WorkingUnit,
        cancel: &Cancel,
        command: impl FnOnce(&Session<'_>) -> Result<T, SessionError>,
    ) -> Result<T, String> {
        let served = self.bench.serve(unit, &self.state(&unit.path)?, false)?;
        command(&self.bench.session(unit, served.as_ref(), cancel))
            .map_err(|error| error.to_string())
    }

    /// Returns the state of a unit; empty if it has none yet.
    pub(crate) fn state(&self, unit: &str) -> Result<State, String> {
        let (world, file) = (self.bench.world, self.bench.place.state(unit));
        if world.kind(&file).is_none() {
            return Ok(State::default());
        }
        let text = world.read(&file).map_err(|error| format!("cannot read the state: {error}"))?;
        State::read(&text).map_err(|error| error.to_string())
    }

    fn plan(&self, path: &str, cancel: &Cancel) -> Result<Done, String> {
        let (done, changes) = self.changes(&self.working(path)?, cancel)?;
        self.note(path, |progress| progress.second_plan = changes);
        Ok(done)
    }

    fn destroy(&self, path: &str, cancel: &Cancel) -> Result<Done, String> {
        let working = self.working(path)?;
        // What must never go in the real world must go here: nothing may be left.
        lift_guards(self.bench.world, &working.guarded)
            .map_err(|error| format!("cannot write the working copy: {error}"))?;
        let applied = self.run(&working, cancel, |session| session.destroy())?;
        let left = self.state(path)?.instances.len();
        self.note(path, |progress| progress.left = Some(left));
        Ok(Done { resources: left, changes: applied.log.changes.len(), usage: applied.usage })
    }

    /// Returns the working copy that apply has made.
    fn working(&self, path: &str) -> Result<WorkingUnit, String> {
        let working = self.lock().get(path).and_then(|progress| progress.working.clone());
        working.ok_or_else(|| "the unit has no working copy".to_owned())
    }

    /// Returns the outputs that were really applied, by the label of the dependency.
    fn dependency_outputs(&self, unit: &Unit) -> Result<BTreeMap<String, Value>, String> {
        let progress = self.lock();
        let mut outputs = BTreeMap::new();
        for dependency in unit.dependencies.iter().filter(|dependency| dependency.enabled) {
            let target = dependency.target.as_str();
            let own = progress.get(target).and_then(|progress| progress.outputs.clone());
            let own = own.ok_or_else(|| {
                let (why, cure) = self.why_not_applied(&dependency.target);
                let label = &dependency.label;
                format!("`dependency.{label}` needs the outputs of `{target}`, {why}\nhint: {cure}")
            })?;
            outputs.insert(dependency.label.clone(), own);
        }
        Ok(outputs)
    }

    /// Returns why a unit has no outputs, and what helps.
    fn why_not_applied(&self, target: &UnitPath) -> (&'static str, &'static str) {
        match self.estate.units.get(target) {
            None => (
                "which is not part of this live repo",
                "rehearse the folder that holds both, or give `skip_outputs = true` if the order alone matters",
            ),
            Some(unit) if is_excluded(unit) => (
                "whose `exclude` block keeps it out",
                "exclude this unit too, or give `skip_outputs = true` if the order alone matters",
            ),
            Some(_) => ("which has not been applied", "`landform rehearse --keep` applies it"),
        }
    }
}

fn count_types(state: &State) -> BTreeMap<String, usize> {
    let mut types = BTreeMap::new();
    for instance in &state.instances {
        *types.entry(instance.type_name.clone()).or_default() += 1;
    }
    types
}

fn sum(a: Usage, b: Usage) -> Usage {
    Usage { cpu: a.cpu + b.cpu, peak_rss_bytes: a.peak_rss_bytes.max(b.peak_rss_bytes) }
}
