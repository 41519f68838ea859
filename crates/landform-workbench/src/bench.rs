//! The bench: an engine in the working copy of one unit, with providers that are served for it alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use landform_engine::{ByFolder, Engine, ProtectedByFolder, Session};
use landform_plan::{State, identity_of};
use landform_world::{Cancel, World};

use crate::footing::Footing;
use crate::place::Place;
use crate::providers::{Providers, Served, Wanted};

/// A working copy, and what an engine in it needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingUnit {
    /// The unit's path.
    pub path: String,
    /// The working copy.
    pub folder: PathBuf,
    /// The resource and data types that the module uses.
    pub types: BTreeSet<String>,
    /// The resources that refuse to be destroyed.
    pub guarded: ByFolder,
    /// The resources that a provider may refuse to destroy.
    pub protected: ProtectedByFolder,
    /// The resources with provisioners that are not run.
    pub provisioned: Vec<(String, String)>,
    /// Environment variables that the unit's own settings add.
    pub env: BTreeMap<String, String>,
    /// Arguments that the unit's own settings add, by engine command.
    pub arguments: BTreeMap<String, Vec<String>>,
}

/// What it takes to run an engine for a unit.
#[derive(Clone, Copy)]
pub struct Bench<'a> {
    /// Files and processes.
    pub world: &'a dyn World,
    /// The engine.
    pub engine: &'a Engine,
    /// Where working copies are.
    pub place: &'a Place,
    /// Who plays the providers.
    pub providers: &'a dyn Providers,
    /// What the engine stands on.
    pub footing: &'a Footing,
}

impl<'a> Bench<'a> {
    /// Serves the types that the configuration and the state of a unit use.
    ///
    /// # Errors
    /// Says why nothing can be served.
    pub fn serve(
        &self,
        unit: &WorkingUnit,
        state: &State,
        replay: bool,
    ) -> Result<Box<dyn Served + 'a>, String> {
        let in_state = state.instances.iter().map(|instance| instance.type_name.clone());
        let types = unit.types.iter().cloned().chain(in_state).collect();
        self.providers.serve(&Wanted {
            unit: &unit.path,
            types: &types,
            folder: &unit.folder,
            existing: &identities(state),
            replay,
        })
    }

    /// Returns the engine in a working copy, with the providers that are served for it.
    pub fn session<'s>(
        &'s self,
        unit: &WorkingUnit,
        served: &dyn Served,
        cancel: &'s Cancel,
    ) -> Session<'s> {
        let mut env = self.footing.env.clone();
        env.extend(unit.env.clone());
        env.extend(served.env());
        if let Some(config) = &self.footing.engine_config {
            env.insert("TF_CLI_CONFIG_FILE".to_owned(), config.display().to_string());
        }
        Session {
            world: self.world,
            engine: self.engine,
            folder: unit.folder.clone(),
            env,
            arguments: unit.arguments.clone(),
            cancel,
        }
    }
}

/// Returns type and identity of everything in a state.
pub fn identities(state: &State) -> BTreeSet<(String, String)> {
    let instances = state.instances.iter();
    instances.map(|one| (one.type_name.clone(), identity_of(&one.attributes))).collect()
}
