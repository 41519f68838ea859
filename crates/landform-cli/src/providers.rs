//! The simulator, served to engines: a private socket for each unit that runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use landform_plugin::{Protocol, REATTACH_VARIABLE, Server, reattach_value, serve};
use landform_rehearse::{Left, Providers, Served};
use landform_simulator::{Session, Simulator};
use tokio::runtime::Runtime;

/// The addresses under which engines know the AWS provider.
const ADDRESSES: [&str; 2] =
    ["registry.opentofu.org/hashicorp/aws", "registry.terraform.io/hashicorp/aws"];

/// One simulated world, served through sockets in a private folder.
pub(crate) struct SimulatedProviders {
    simulator: Arc<Simulator>,
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
        Ok(Self { simulator, trust_references, folder, count, runtime })
    }
}

struct ServedSocket(Server);

impl Served for ServedSocket {
    fn env(&self) -> BTreeMap<String, String> {
        let servers = ADDRESSES.map(|address| (address, Protocol::Five, self.0.socket()));
        let value = reattach_value(&servers, std::process::id());
        BTreeMap::from([(REATTACH_VARIABLE.to_owned(), value)])
    }
}

impl Providers for SimulatedProviders {
    fn serve(&self, unit: &str, types: &BTreeSet<String>) -> Result<Box<dyn Served + '_>, String> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let socket = self.folder.join(format!("{number}.sock"));
        let session = Session {
            types: Some(types.clone()),
            salt: unit.to_owned(),
            trust_references: self.trust_references,
            ..Session::default()
        };
        let _inside = self.runtime.enter();
        let server = serve(&socket, Protocol::Five, self.simulator.factory(session)?)
            .map_err(|error| format!("cannot serve the simulated provider: {error}"))?;
        Ok(Box::new(ServedSocket(server)))
    }

    fn left(&self) -> Vec<Left> {
        let inventories = self.simulator.snapshot().into_iter();
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
}
