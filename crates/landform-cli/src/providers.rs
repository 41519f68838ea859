//! The simulator, alone or with the real provider's plans, served to engines: a private socket for each unit that runs.

mod clouds;
mod hybrid;
mod recording;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use landform_broker::RecordedFactory;
use landform_os::OsWorld;
use landform_plugin::{
    Protocol, ProviderFactory, REATTACH_VARIABLE, Server, reattach_value, serve,
};
use landform_simulator::{Session, Simulator, VAST};
use landform_workbench::{Left, Providers, Served, Wanted};
use landform_world::World;
use tokio::runtime::Runtime;

pub(crate) use self::clouds::{CloudProviders, OwnProviders, Purpose, Recorders};
use self::hybrid::Real;
pub(crate) use self::recording::Recording;
use crate::error::{CommandError, Kind};
use crate::ui::Ui;

/// The addresses under which engines know the AWS provider.
const ADDRESSES: [&str; 2] =
    ["registry.opentofu.org/hashicorp/aws", "registry.terraform.io/hashicorp/aws"];

/// Who plans in a rehearsal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ProviderKind {
    /// The simulator, from what was recorded of the real provider
    #[default]
    Simulated,
    /// The real provider's binary validates and plans; the rest is simulated
    Hybrid,
}

/// One simulated world, served through sockets in a private folder.
pub(crate) struct SimulatedProviders {
    simulator: Arc<Simulator>,
    real: Option<Real>,
    recorders: Option<Recorders>,
    trust_references: bool,
    folder: PathBuf,
    count: AtomicU64,
    runtime: Runtime,
}

impl SimulatedProviders {
    /// Creates the world; sockets go to `folder`, which must be private and have a short path.
    ///
    /// With `trust_references`, ids of things that are not in the world are accepted.
    pub(crate) fn new(folder: PathBuf, trust_references: bool) -> std::io::Result<Self> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let (simulator, count) = (Simulator::new(), AtomicU64::new(0));
        let (real, recorders) = (None, None);
        Ok(Self { simulator, real, recorders, trust_references, folder, count, runtime })
    }

    /// Works in a world that is kept in a folder.
    pub(crate) fn kept_in(mut self, world: &Path) -> Result<Self, CommandError> {
        self.simulator = kept_simulator(world)?;
        Ok(self)
    }

    /// Lets changes be noted.
    #[must_use]
    pub(crate) fn recorded_by(self, recorders: Recorders) -> Self {
        Self { recorders: Some(recorders), ..self }
    }

    /// Lets the real provider plan, if that is asked for.
    pub(crate) fn planned_by(
        mut self,
        kind: ProviderKind,
        purpose: Purpose,
        world: &dyn World,
        ui: &Ui,
    ) -> Result<Self, CommandError> {
        if kind == ProviderKind::Hybrid {
            let real = Real::find(world, purpose, &self.folder, &self.runtime)?;
            ui.status("provider", &format!("{}, for plans alone", real.name()));
            self.real = Some(real);
        }
        Ok(self)
    }

    /// Says which plans are not the real provider's.
    pub(crate) fn note_fallbacks(&self, ui: &Ui) {
        for (ty, count) in self.real.as_ref().map(Real::fallbacks).unwrap_or_default() {
            ui.warning(&format!(
                "{count} plans of `{ty}` are the simulator's: the real provider asks AWS for them"
            ));
        }
    }
}

struct ServedSocket {
    server: Server,
    protocol: Protocol,
    env: BTreeMap<String, String>,
}

impl Served for ServedSocket {
    fn env(&self) -> BTreeMap<String, String> {
        let servers = ADDRESSES.map(|address| (address, self.protocol, self.server.socket()));
        let value = reattach_value(&servers, std::process::id());
        let mut env = self.env.clone();
        env.insert(REATTACH_VARIABLE.to_owned(), value);
        env
    }
}

impl Providers for SimulatedProviders {
    fn serve(&self, wanted: &Wanted<'_>) -> Result<Box<dyn Served + '_>, String> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let socket = self.folder.join(format!("{number}.sock"));
        let session = Session {
            types: Some(wanted.types.clone()),
            salt: wanted.unit.to_owned(),
            existing: wanted.replay.then(|| wanted.existing.clone()),
            trust_references: self.trust_references,
            // The real provider plans with all that it has.
            blocks: if self.real.is_some() { BTreeMap::new() } else { vast_blocks(wanted)? },
            ..Session::default()
        };
        let _inside = self.runtime.enter();
        let protocol = self.real.as_ref().map_or(Protocol::Five, Real::protocol);
        let mut factory: Box<dyn ProviderFactory> = match &self.real {
            Some(real) => Box::new(real.factory(&self.simulator, session)?),
            None => Box::new(self.simulator.factory(session)?),
        };
        if let Some(recorder) = self.recorders.as_ref().and_then(|of| of(wanted)) {
            factory = Box::new(RecordedFactory { inner: factory, recorder });
        }
        let server = serve(&socket, protocol, move || factory.connect());
        let server =
            server.map_err(|error| format!("cannot serve the simulated provider: {error}"))?;
        let env = self.real.as_ref().map(Real::env).unwrap_or_default();
        Ok(Box::new(ServedSocket { server, protocol, env }))
    }

    fn left(&self) -> Vec<Left> {
        left(&self.simulator)
    }
}

/// Returns the nested blocks in use of types that have thousands, as far as the configuration can be read here.
fn vast_blocks(wanted: &Wanted<'_>) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let types: BTreeSet<String> =
        VAST.iter().filter(|ty| wanted.types.contains(**ty)).map(|ty| (*ty).to_owned()).collect();
    if types.is_empty() {
        return Ok(BTreeMap::new());
    }
    let blocks = landform_engine::blocks_in_use(&OsWorld::default(), wanted.folder, &types);
    Ok(blocks.map_err(|error| format!("cannot read the module: {error}"))?.unwrap_or_default())
}

/// Returns the simulator of a world that is kept in a folder.
fn kept_simulator(world: &Path) -> Result<Arc<Simulator>, CommandError> {
    Simulator::open(world).map_err(|error| CommandError::new(Kind::Failed, hybrid::said(&error)))
}

/// Returns what exists in a simulated world.
fn left(simulator: &Simulator) -> Vec<Left> {
    let inventories = simulator.snapshot().into_iter();
    inventories
        .flat_map(|inventory| {
            let place = inventory.place;
            inventory.objects.into_iter().map(move |(type_name, id)| Left {
                account: place.account.clone(),
                region: place.region.clone(),
                type_name,
                id,
            })
        })
        .collect()
}
