//! The real provider beside the simulator: found, described once, and run for plans alone.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use landform_broker::{
    Connections, Described, Fallbacks, HybridFactory, Launch, Limits, MIRROR_VARIABLE, Mirrors,
    Processes, SchemaCache, Setup, Verdicts, Wanted, find_provider, offline_environment, sha256,
};
use landform_plugin::Protocol;
use landform_simulator::{Session, Simulator};
use landform_terragrunt::Constraint;
use landform_world::{Access, World};
use tokio::runtime::Runtime;

use super::ADDRESSES;
use super::clouds::{AT_ONCE, CALLS, GO, PLAN_ARGUMENTS, Purpose, settle};
use crate::error::{CommandError, Kind};
use crate::settings::home;

/// The versions that the catalog's modules are written for.
const VERSIONS: &str = ">= 5.90, < 7.0";

/// How many processes run at once where configurations can take turns: one plans while the next one starts.
const GATE: usize = 2;

/// A real provider that plans without an account.
pub(super) struct Real {
    launch: Arc<Launch>,
    version: String,
    described: Described,
    processes: Arc<Processes>,
    fallbacks: Fallbacks,
    verdicts: Arc<Verdicts>,
    purpose: Purpose,
}

impl Real {
    /// Finds the provider and what it offers; its processes work below `folder`.
    pub(super) fn find(
        world: &dyn World,
        purpose: Purpose,
        folder: &Path,
        runtime: &Runtime,
    ) -> Result<Self, CommandError> {
        let failed = |error: &dyn std::error::Error| CommandError::new(Kind::Failed, said(error));
        let constraint = Constraint::parse(VERSIONS);
        let wanted = Wanted {
            addresses: &ADDRESSES,
            constraint: constraint.as_ref(),
            lock: None,
            hash: &sha256,
        };
        let mirrors = Mirrors::of_machine(|name| world.env(name).map(OsString::from));
        let found = find_provider(&wanted, &mirrors).map_err(|error| {
            CommandError::new(Kind::Engine, said(&error)).hint(format!(
                "`terraform providers mirror FOLDER` and unpack it there, or take any unpacked mirror, and name it in {MIRROR_VARIABLE}; or rehearse with `--provider simulated`"
            ))
        })?;
        let nothing = folder.join("nothing");
        world
            .create_folder(&nothing, Access::Private)
            .map_err(|error| CommandError::file("create the folder", &nothing, &error))?;
        let cache =
            SchemaCache::open(home(world).join("schemas")).map_err(|error| failed(&error))?;
        let launch = Launch {
            hash: cache.hash(&found.binary).map_err(|error| failed(&error))?,
            binary: found.binary,
            environment: environment(world, purpose, &nothing),
        };
        let described = runtime.block_on(cache.describe(&launch, folder));
        Ok(Self {
            launch: Arc::new(launch),
            version: found.version,
            described: described.map_err(|error| failed(&error))?,
            processes: Processes::new(PathBuf::from(folder), limits(purpose)),
            purpose,
            fallbacks: Fallbacks::default(),
            verdicts: Arc::new(Verdicts::kept_in(cache.verdicts())),
        })
    }

    /// Returns the protocol that engines must speak with it.
    pub(super) fn protocol(&self) -> Protocol {
        self.described.protocol
    }

    /// Returns the binary and its version, for people.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.launch.binary.display(), self.version)
    }

    /// Returns what engines must be told: how many resources to plan at once, where configurations take turns.
    pub(super) fn env(&self) -> BTreeMap<String, String> {
        let turns = self.purpose == Purpose::Plan;
        let arguments =
            turns.then(|| (PLAN_ARGUMENTS.to_owned(), format!("-parallelism={AT_ONCE}")));
        arguments.into_iter().collect()
    }

    /// Returns how often the simulator planned because the provider wanted to ask AWS, by resource type.
    pub(super) fn fallbacks(&self) -> BTreeMap<String, usize> {
        self.fallbacks.counts()
    }

    /// Returns the makers of providers for one engine run.
    pub(super) fn factory(
        &self,
        simulator: &Simulator,
        session: Session,
    ) -> Result<HybridFactory, String> {
        let served = self.described.trimmed(session.types.as_ref());
        let served = served.map_err(|error| said(&error))?;
        let schema = Some(Arc::clone(&served.schema));
        let simulated = simulator.factory(Session { schema, ..session })?;
        let real = Connections {
            processes: Arc::clone(&self.processes),
            launch: Arc::clone(&self.launch),
            schema: served,
            setup: Setup::AsGiven,
            verdicts: Arc::clone(&self.verdicts),
        };
        Ok(HybridFactory {
            real: Box::new(real),
            simulated: Box::new(simulated),
            fallbacks: self.fallbacks.clone(),
        })
    }
}

/// A provider takes some hundred megabytes, and is soon started again.
fn limits(purpose: Purpose) -> Limits {
    let turns = purpose == Purpose::Plan;
    Limits {
        idle: Duration::from_secs(60),
        count: 4,
        gate: turns.then_some(GATE),
        calls: turns.then_some(CALLS),
        patience: None,
    }
}

/// Returns the environment of a provider that reaches nothing, and only plans.
fn environment(world: &dyn World, purpose: Purpose, folder: &Path) -> BTreeMap<OsString, OsString> {
    let mut all = offline_environment(folder);
    all.extend(GO.iter().filter_map(|name| Some((name.into(), world.env(name)?.into()))));
    settle(&mut all, purpose);
    all
}

/// Returns an error with its causes.
pub(super) fn said(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
