//! The bench: an engine in the working copy of one unit, with a provider that is served for it alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use landform_engine::{ByFolder, Engine, Session, SessionError};
use landform_plan::State;
use landform_run::Done;
use landform_world::{Cancel, World};

use crate::place::Place;
use crate::providers::{Providers, Served};

/// What the unit's own settings add to engine commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extras {
    /// Environment variables.
    pub(crate) env: BTreeMap<String, String>,
    /// Arguments by command.
    pub(crate) arguments: BTreeMap<String, Vec<String>>,
}

/// A working copy, and what an engine in it needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WorkingUnit {
    /// The unit's path.
    pub(crate) path: String,
    /// The working copy.
    pub(crate) folder: PathBuf,
    /// The resource and data types that the module uses.
    pub(crate) types: BTreeSet<String>,
    /// The resources that refuse to be destroyed.
    pub(crate) guarded: ByFolder,
    /// The resources whose provisioners are not run.
    pub(crate) provisioned: Vec<(String, String)>,
    /// What the unit's own settings add.
    pub(crate) extras: Extras,
}

/// What it takes to run an engine for a unit.
#[derive(Clone, Copy)]
pub(crate) struct Bench<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) engine: &'a Engine,
    pub(crate) place: &'a Place,
    pub(crate) providers: &'a dyn Providers,
}

impl<'a> Bench<'a> {
    /// Plans a unit; returns the figures and the changes by name.
    pub(crate) fn plan(
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
        let served = self.serve(unit, &self.state(&unit.path)?)?;
        command(&self.session(unit, served.as_ref(), cancel)).map_err(|error| error.to_string())
    }

    /// Serves the types that the configuration and the state of a unit use.
    pub(crate) fn serve(
        &self,
        unit: &WorkingUnit,
        state: &State,
    ) -> Result<Box<dyn Served + 'a>, String> {
        let in_state = state.instances.iter().map(|instance| instance.type_name.clone());
        self.providers.serve(&unit.path, &unit.types.iter().cloned().chain(in_state).collect())
    }

    /// Returns the engine in a working copy, with the provider that is served for it.
    pub(crate) fn session<'s>(
        &'s self,
        unit: &WorkingUnit,
        served: &dyn Served,
        cancel: &'s Cancel,
    ) -> Session<'s> {
        let mut env = unit.extras.env.clone();
        env.extend(served.env());
        // The user's own engine settings (mirrors, overrides, credentials) stay out of a rehearsal.
        let config = self.place.engine_config().display().to_string();
        env.insert("TF_CLI_CONFIG_FILE".to_owned(), config);
        Session {
            world: self.world,
            engine: self.engine,
            folder: unit.folder.clone(),
            env,
            arguments: unit.extras.arguments.clone(),
            cancel,
        }
    }

    /// Returns the state of a unit; empty if it has none yet.
    pub(crate) fn state(&self, unit: &str) -> Result<State, String> {
        let file = self.place.state(unit);
        if self.world.kind(&file).is_none() {
            return Ok(State::default());
        }
        let text =
            self.world.read(&file).map_err(|error| format!("cannot read the state: {error}"))?;
        State::read(&text).map_err(|error| error.to_string())
    }
}
