//! Real providers for a cloud: every one that a configuration requires, found on this machine, served by the broker.

mod fetching;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use landform_broker::{
    Connections, Described, Fallbacks, FindError, Found, Gaps, Launch, Limits, MIRROR_VARIABLE,
    Mirrors, Processes, RecordedFactory, Recorder, RoutedFactory, SchemaCache, Setup, Verdicts,
    Wanted as WantedBinary, find_provider, reaches_clouds,
};
use landform_engine::{ProviderAddress, Requirements, read_requirements};
use landform_os::OsWorld;
use landform_plugin::{
    Protocol, ProviderFactory, REATTACH_VARIABLE, Server, reattach_value, serve,
};
use landform_simulator::{Session, Simulator};
use landform_terragrunt::Constraint;
use landform_workbench::{Left, Providers, Served, Wanted};
use landform_world::World;
use tokio::runtime::Runtime;

use self::fetching::Fetching;
use super::hybrid::said;
use crate::cloud::{Cloud, CloudKind};
use crate::error::{CommandError, Kind};
use crate::settings::home;
use crate::ui::Ui;

/// Where an engine puts the providers that it fetches, in its working copy.
const FETCHED: &str = ".terraform/providers";

/// The file with the providers that an engine has chosen.
const LOCK_FILE: &str = ".terraform.lock.hcl";

/// How many processes may run at once while nothing is changed; each takes some hundred megabytes.
///
/// Two hide the time that AWS takes to answer. An emulator works on this machine, where there is nothing to hide.
const GATES: (usize, usize) = (2, 1);

/// How programs written in Go use memory and cores, where the user says so.
pub(super) const GO: [&str; 3] = ["GOGC", "GOMEMLIMIT", "GOMAXPROCS"];

/// How a provider that changes things uses memory: some run at once, and half of the usual garbage saves a quarter of it for little work.
const THRIFT: [(&str, &str); 1] = [("GOGC", "50")];

/// How a provider that plans uses memory and cores: few run at once, each for a second or two, half of which went into collecting garbage.
///
/// What it does is small and waits for the cloud; on more cores it spends more of their time on passing work around.
const HASTE: [(&str, &str); 3] = [("GOGC", "400"), ("GOMEMLIMIT", "192MiB"), ("GOMAXPROCS", "1")];

/// What keeps providers from writing down every call for engines, which throw it away: a tenth of their work.
const QUIET: [&str; 3] = ["TF_LOG_PROVIDER", "TF_LOG_SDK", "TF_LOG_SDK_PROTO"];

/// What an engine adds to the arguments of `plan`.
pub(super) const PLAN_ARGUMENTS: &str = "TF_CLI_ARGS_plan";

/// How many resources an engine plans at once: the more, the fewer turns configurations take. How many calls are made at once is up to us.
pub(super) const AT_ONCE: usize = 256;

/// How many calls a process works on at once while nothing is changed: as many as an engine makes unless it is told otherwise.
pub(super) const CALLS: usize = 10;

/// How long an emulator may take for one call: some of its resources are never ready.
const EMULATOR_PATIENCE: Duration = Duration::from_secs(600);

/// What providers are needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// One engine plans everything, so that configurations can take turns.
    Plan,
    /// Some engines plan at once, each of which needs its own configurations.
    Units,
    /// Things are made, which takes minutes a call.
    Apply,
}

/// Says who notes the changes of a unit.
pub(crate) type Recorders = Box<dyn Fn(&Wanted<'_>) -> Option<Recorder> + Send + Sync>;

/// Real providers, served through sockets in a private folder.
pub(crate) struct CloudProviders {
    /// Working copies and the environment are as they are, whatever a command puts over the live repo.
    world: OsWorld,
    cloud: Cloud,
    purpose: Purpose,
    mirrors: Mirrors,
    fetching: Fetching,
    cache: SchemaCache,
    processes: Arc<Processes>,
    /// What the emulator lacks, and who plays it. Before AWS itself there is nobody.
    beside: Option<Beside>,
    recorders: Option<Recorders>,
    known: Mutex<BTreeMap<PathBuf, Arc<Known>>>,
    folder: PathBuf,
    count: AtomicU64,
    runtime: Runtime,
}

/// The simulator beside a real provider.
struct Beside {
    simulator: Arc<Simulator>,
    gaps: Arc<Gaps>,
    fallbacks: Fallbacks,
}

/// A binary that was looked at.
struct Known {
    launch: Arc<Launch>,
    described: Described,
    verdicts: Arc<Verdicts>,
}

impl CloudProviders {
    /// Prepares to serve the providers of a cloud; sockets go to `folder`, which must be private and have a short path.
    pub(crate) fn new(
        cloud: &Cloud,
        folder: PathBuf,
        purpose: Purpose,
    ) -> Result<Self, CommandError> {
        let world = OsWorld::default();
        let failed = |error: &dyn std::error::Error| CommandError::new(Kind::Failed, said(error));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let gate = if cloud.is_emulated() { GATES.1 } else { GATES.0 };
        let limits = Limits {
            idle: Duration::from_secs(60),
            count: 4,
            gate: (purpose == Purpose::Plan).then_some(gate),
            calls: (purpose != Purpose::Apply).then_some(CALLS),
            patience: cloud.is_emulated().then_some(EMULATOR_PATIENCE),
        };
        let mirrors = Mirrors::of_machine(|name| cloud.var(&world, name).map(OsString::from));
        let fetching = Fetching::new(home(&world).join("plugins"), folder.join("fetching"));
        Ok(Self {
            mirrors: mirrors.and(fetching.cache().to_path_buf()),
            fetching,
            cache: SchemaCache::open(home(&world).join("schemas")).map_err(|one| failed(&one))?,
            processes: Processes::new(folder.clone(), limits),
            beside: Beside::of(cloud),
            recorders: None,
            known: Mutex::default(),
            folder,
            count: AtomicU64::new(0),
            runtime: runtime.map_err(|error| failed(&error))?,
            cloud: cloud.clone(),
            purpose,
            world,
        })
    }

    /// Keeps the world of what the emulator lacks in a folder.
    pub(crate) fn kept_in(mut self, world: &Path) -> Result<Self, CommandError> {
        if let Some(beside) = &mut self.beside {
            beside.simulator = super::kept_simulator(world)?;
        }
        Ok(self)
    }

    /// Lets changes be noted.
    #[must_use]
    pub(crate) fn recorded_by(self, recorders: Recorders) -> Self {
        Self { recorders: Some(recorders), ..self }
    }

    /// Says which plans are not the real provider's.
    pub(crate) fn note_fallbacks(&self, ui: &Ui) {
        let counts = self.beside.as_ref().map(|beside| beside.fallbacks.counts());
        for (ty, count) in counts.unwrap_or_default() {
            ui.warning(&format!(
                "{count} plans of `{ty}`, which {} lacks, are the simulator's: the real provider asks AWS for them",
                self.cloud.kind.name()
            ));
        }
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Arc<Known>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a provider that a configuration requires; nothing if the engine is to fetch and start it.
    fn find(
        &self,
        address: &ProviderAddress,
        constraints: &BTreeSet<String>,
        folder: &Path,
    ) -> Result<Option<Arc<Known>>, String> {
        let full = address.full();
        let addresses: Vec<&str> = full.iter().map(String::as_str).collect();
        let all = constraints.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let constraint = if all.is_empty() { None } else { Constraint::parse(&all) };
        let lock = self.world.read_text(&folder.join(LOCK_FILE)).ok();
        let hash = |path: &Path| self.cache.hash(path).map_err(std::io::Error::other);
        let wanted = WantedBinary {
            addresses: &addresses,
            constraint: constraint.as_ref(),
            lock: lock.as_deref(),
            hash: &hash,
        };
        let mirrors = self.mirrors.and(folder.join(FETCHED));
        let mut found = find_provider(&wanted, &mirrors);
        // An engine may ask a registry, and it unpacks archives.
        let is_fetched = |packed: bool| self.mirrors.is_open || packed;
        if matches!(&found, Err(FindError::Missing { is_packed, .. }) if is_fetched(*is_packed)) {
            let engine = self.world.env("LANDFORM_ENGINE");
            let Ok(engine) = landform_engine::find(&self.world, engine.as_deref()) else {
                return Ok(None);
            };
            self.fetching
                .fetch(&self.world, &engine, (address.clone(), constraints.clone(), lock.clone()))
                .map_err(|fault| format!("{fault}\nhint: {}", cure()))?;
            found = find_provider(&wanted, &mirrors);
        }
        match found {
            Ok(found) => self.describe(address, &found).map(Some),
            // The engine has it from somewhere: it gets it again when it prepares the working copy, and starts it by itself.
            Err(FindError::Missing { is_packed, .. }) if is_fetched(is_packed) => Ok(None),
            Err(error) => Err(format!("{}\nhint: {}", said(&error), cure())),
        }
    }

    /// Returns what a binary offers, asking it once in its life.
    fn describe(&self, address: &ProviderAddress, found: &Found) -> Result<Arc<Known>, String> {
        let mut known = self.known();
        if let Some(known) = known.get(&found.binary) {
            return Ok(Arc::clone(known));
        }
        let hash = self.cache.hash(&found.binary).map_err(|error| said(&error))?;
        let environment = self.environment(address);
        let launch = Launch { binary: found.binary.clone(), hash, environment };
        let described = self.runtime.block_on(self.cache.describe(&launch, &self.folder));
        let described = described.map_err(|error| said(&error))?;
        // Other providers may look at files when they validate.
        let verdicts = match is_aws(address) {
            true => Verdicts::kept_in(self.cache.verdicts()),
            false => Verdicts::default(),
        };
        let (launch, verdicts) = (Arc::new(launch), Arc::new(verdicts));
        let fresh = Arc::new(Known { launch, described, verdicts });
        known.insert(found.binary.clone(), Arc::clone(&fresh));
        Ok(fresh)
    }

    /// Returns the environment of a provider's processes.
    ///
    /// What the AWS provider reads is known; others get what they would get from an engine, for example their tokens.
    fn environment(&self, address: &ProviderAddress) -> BTreeMap<OsString, OsString> {
        let all = self.cloud.variables(&self.world).into_iter();
        let wanted = |name: &str| match is_aws(address) {
            true => reaches_clouds(name) || GO.contains(&name),
            false => !name.starts_with("LANDFORM_") && !name.starts_with("TF_REATTACH"),
        };
        let mut environment: BTreeMap<OsString, OsString> = all
            .filter(|(name, _)| wanted(name))
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        settle(&mut environment, self.purpose);
        environment
    }

    /// Serves one provider on a socket of its own.
    fn serve_one(
        &self,
        address: &ProviderAddress,
        known: &Known,
        types: Option<&BTreeSet<String>>,
        wanted: &Wanted<'_>,
    ) -> Result<(Server, Protocol), String> {
        let schema = known.described.trimmed(types).map_err(|error| said(&error))?;
        let emulated = is_aws(address) && self.cloud.is_emulated();
        let real = Connections {
            processes: Arc::clone(&self.processes),
            launch: Arc::clone(&known.launch),
            schema: schema.clone(),
            setup: if emulated { Setup::Emulated } else { Setup::AsGiven },
            verdicts: Arc::clone(&known.verdicts),
        };
        let mut factory: Box<dyn ProviderFactory> = Box::new(real);
        if let Some(beside) = self.beside.as_ref().filter(|_| is_aws(address)) {
            let session = Session {
                types: types.cloned(),
                salt: wanted.unit.to_owned(),
                existing: wanted.replay.then(|| wanted.existing.clone()),
                trust_references: true,
                schema: Some(schema.schema),
                ..Session::default()
            };
            factory = Box::new(RoutedFactory {
                real: factory,
                simulated: Box::new(beside.simulator.factory(session)?),
                gaps: Arc::clone(&beside.gaps),
                fallbacks: beside.fallbacks.clone(),
            });
        }
        if let Some(recorder) = self.recorders.as_ref().and_then(|of| of(wanted)) {
            factory = Box::new(RecordedFactory { inner: factory, recorder });
        }
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let socket = self.folder.join(format!("p{number}.sock"));
        let _inside = self.runtime.enter();
        let protocol = known.described.protocol;
        let server = serve(&socket, protocol, move || factory.connect());
        let server = server.map_err(|error| format!("cannot serve `{address}`: {error}"))?;
        Ok((server, protocol))
    }
}

impl Beside {
    /// Returns who plays what an emulator lacks. Nothing may be made up before AWS itself.
    fn of(cloud: &Cloud) -> Option<Self> {
        match cloud.kind {
            CloudKind::Moto | CloudKind::Emulator if !cloud.gaps.is_empty() => Some(Self {
                simulator: Simulator::new(),
                gaps: Arc::new(cloud.gaps.clone()),
                fallbacks: Fallbacks::default(),
            }),
            CloudKind::Moto | CloudKind::Emulator | CloudKind::Aws | CloudKind::Simulated => None,
        }
    }
}

/// Returns what helps where a provider is missing.
fn cure() -> String {
    format!(
        "fetch it with `terraform providers mirror FOLDER` on a machine that has a network, unpack it, and name the folder in {MIRROR_VARIABLE}"
    )
}

fn is_aws(address: &ProviderAddress) -> bool {
    *address == ProviderAddress::of_vendor("aws")
}

/// The providers of one configuration.
struct ServedSockets {
    sockets: Vec<(ProviderAddress, Server, Protocol)>,
    purpose: Purpose,
}

/// Puts in how a provider uses memory and cores, unless the user has said so, and keeps it quiet.
pub(super) fn settle(environment: &mut BTreeMap<OsString, OsString>, purpose: Purpose) {
    if !GO.iter().any(|name| environment.contains_key(OsStr::new(name))) {
        let settings = if purpose == Purpose::Apply { &THRIFT[..] } else { &HASTE };
        environment.extend(settings.iter().map(|(name, value)| (name.into(), value.into())));
    }
    environment.extend(QUIET.iter().map(|name| (name.into(), "OFF".into())));
}

impl Served for ServedSockets {
    fn env(&self) -> BTreeMap<String, String> {
        let servers = self.sockets.iter().flat_map(|(address, server, protocol)| {
            address.full().into_iter().map(move |one| (one, *protocol, server.socket()))
        });
        let servers: Vec<_> = servers.collect();
        let servers: Vec<_> = servers
            .iter()
            .map(|(one, protocol, socket)| (one.as_str(), *protocol, *socket))
            .collect();
        if servers.is_empty() {
            return BTreeMap::new();
        }
        let value = reattach_value(&servers, std::process::id());
        let mut env = BTreeMap::from([(REATTACH_VARIABLE.to_owned(), value)]);
        if self.purpose == Purpose::Plan {
            env.insert(PLAN_ARGUMENTS.to_owned(), format!("-parallelism={AT_ONCE}"));
        }
        env
    }
}

impl Providers for CloudProviders {
    fn serve(&self, wanted: &Wanted<'_>) -> Result<Box<dyn Served + '_>, String> {
        let folder = wanted.folder;
        let required = read_requirements(&self.world, folder)
            .map_err(|error| format!("cannot read `{}`: {error}", folder.display()))?;
        let Requirements { providers, types, is_complete } = required;
        let types: BTreeSet<String> =
            types.into_iter().chain(wanted.types.iter().cloned()).collect();
        let mut found = BTreeMap::new();
        for (address, constraints) in &providers {
            found.insert(address.clone(), self.find(address, constraints, folder)?);
        }
        for address in implied(&types, &found) {
            let known = self.find(&address, &BTreeSet::new(), folder)?;
            found.insert(address, known);
        }
        let mut served = Vec::new();
        for (address, known) in found {
            let Some(known) = known else { continue };
            let some = is_complete.then_some(&types);
            let (server, protocol) = self.serve_one(&address, &known, some, wanted)?;
            served.push((address, server, protocol));
        }
        Ok(Box::new(ServedSockets { sockets: served, purpose: self.purpose }))
    }

    fn left(&self) -> Vec<Left> {
        self.beside.as_ref().map(|beside| super::left(&beside.simulator)).unwrap_or_default()
    }
}

/// Returns the providers of types that nobody in a configuration offers: those of things that are in a state alone.
fn implied(
    types: &BTreeSet<String>,
    found: &BTreeMap<ProviderAddress, Option<Arc<Known>>>,
) -> BTreeSet<ProviderAddress> {
    let offered = |ty: &str| {
        found.iter().any(|(address, known)| match known {
            Some(known) => {
                let library = &known.described.library;
                library.has_resource(ty) || library.has_data_source(ty)
            }
            None => ty.split('_').next() == Some(&address.name),
        })
    };
    let unclaimed = types.iter().filter(|ty| !offered(ty));
    let names = unclaimed.filter_map(|ty| ty.split('_').next()).filter(|name| *name != "terraform");
    let addresses = names.map(ProviderAddress::of_vendor);
    // Where the provider is there and lacks the type, the engine says so best.
    addresses.filter(|address| !found.contains_key(address)).collect()
}

/// Engines find and start providers by themselves.
pub(crate) struct OwnProviders;

struct Nothing;

impl Served for Nothing {
    fn env(&self) -> BTreeMap<String, String> {
        BTreeMap::new()
    }
}

impl Providers for OwnProviders {
    fn serve(&self, _wanted: &Wanted<'_>) -> Result<Box<dyn Served + '_>, String> {
        Ok(Box::new(Nothing))
    }

    fn left(&self) -> Vec<Left> {
        Vec::new()
    }
}
