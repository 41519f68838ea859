//! The states of a live repo and the buckets that they are in, as a cloud has them.

use std::collections::{BTreeMap, BTreeSet};

use landform_aws::{AwsFault, Created, Environment, States, create_bucket_if_missing};
use landform_plan::{Backend, State};
use landform_terragrunt::{Estate, Unit};
use landform_workbench::{Bench, Making};
use landform_world::{Cancel, World};

use crate::cloud::Cloud;
use crate::error::{CommandError, Kind};
use crate::ui::Ui;

/// How many engines read states at once.
const ENGINES: usize = 4;

/// Returns what reads and locks states in a cloud without an engine; nothing is asked yet.
pub(crate) fn states<'w>(cloud: &Cloud, world: &'w dyn World) -> States<'w> {
    States::new(Environment::new(cloud.variables(world), world))
}

/// Creates the buckets that are missing for the states of units, each once, and says so.
///
/// Emulators do not heed conditions in policies: a policy that allows TLS alone would lock everybody out.
pub(crate) fn bootstrap(
    states: &States<'_>,
    cloud: &Cloud,
    estate: &Estate,
    units: &BTreeSet<String>,
    ui: &Ui,
) -> Result<(), CommandError> {
    let heeds_conditions = !cloud.is_emulated();
    for (bucket, backend) in buckets(estate, units) {
        match create_bucket_if_missing(states.aws(), &backend, heeds_conditions)? {
            Created::Before => {}
            Created::Now => ui.status("created", &format!("the bucket {bucket}")),
            Created::Completed => ui.status("completed", &format!("the bucket {bucket}")),
        }
    }
    Ok(())
}

/// Lets engines read the states of units that nothing else can read: other back ends, encrypted states.
pub(crate) fn by_engine(
    bench: &Bench<'_>,
    estate: &Estate,
    units: &[&Unit],
    cancel: &Cancel,
) -> BTreeMap<String, Result<Option<Vec<u8>>, String>> {
    let read = |unit: &Unit| -> Result<Option<Vec<u8>>, String> {
        let working = Making { bench: *bench, estate }.make_for_state(unit, cancel)?;
        let served = bench.serve(&working, &State::default(), false)?;
        let session = bench.session(&working, served.as_ref(), cancel);
        session.init().map_err(|error| error.to_string())?;
        let text = session.pull_state().map_err(|error| error.to_string())?;
        Ok((!text.is_empty()).then_some(text))
    };
    let mut found = BTreeMap::new();
    for some in units.chunks(ENGINES) {
        std::thread::scope(|scope| {
            let tasks: Vec<_> =
                some.iter().map(|unit| (unit, scope.spawn(|| read(unit)))).collect();
            for (unit, task) in tasks {
                let state = task.join().unwrap_or_else(|_| Err("reading it failed".to_owned()));
                found.insert(unit.path.to_string(), state);
            }
        });
    }
    found
}

/// Returns a back end for each bucket, by its name; those of units that say to create nothing are left out.
fn buckets(estate: &Estate, units: &BTreeSet<String>) -> BTreeMap<String, Backend> {
    let chosen = estate.units.values().filter(|unit| units.contains(unit.path.as_str()));
    chosen
        .filter_map(|unit| {
            let remote = unit.settings.remote_state.as_ref()?;
            // The settings that the engine does not know say how the bucket is created.
            let backend = Backend::of(&remote.backend, &remote.config, &unit.folder)?;
            let bucket = backend.text("bucket")?.to_owned();
            (backend.kind == "s3" && !remote.disable_init).then_some((bucket, backend))
        })
        .collect()
}

impl From<AwsFault> for CommandError {
    fn from(fault: AwsFault) -> Self {
        let error = Self::new(Kind::Failed, fault.message);
        fault.hint.into_iter().fold(error, Self::hint)
    }
}
