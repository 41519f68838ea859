//! An estate of a thousand units: complete, in the same order however many threads read it, and each file read once.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use landform_terragrunt::{Options, UnitPath, load};
use landform_world::{Access, Cancel, Command, Entry, EntryKind, Finished, MemoryWorld, World};

mod common;

/// Counts how often each file is read, and lets nothing else happen.
struct Counting {
    inner: MemoryWorld,
    reads: Mutex<BTreeMap<PathBuf, usize>>,
}

fn refused<T>() -> io::Result<T> {
    Err(io::ErrorKind::PermissionDenied.into())
}

impl World for Counting {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        *reads.entry(path.to_path_buf()).or_default() += 1;
        self.inner.read(path)
    }
    fn write(&self, _: &Path, _: &[u8], _: Access) -> io::Result<()> {
        refused()
    }
    fn append_synced(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        refused()
    }
    fn create_folder(&self, _: &Path, _: Access) -> io::Result<()> {
        refused()
    }
    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        self.inner.list(path)
    }
    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.inner.kind(path)
    }
    fn remove_file(&self, _: &Path) -> io::Result<()> {
        refused()
    }
    fn remove_folder(&self, _: &Path) -> io::Result<()> {
        refused()
    }
    fn env(&self, name: &str) -> Option<String> {
        self.inner.env(name)
    }
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
    fn run(&self, _: &Command, _: &Cancel) -> io::Result<Finished> {
        panic!("reading an estate starts no process")
    }
}

fn world(environments: usize) -> Counting {
    let files = common::estate(environments);
    let files = files.into_iter().map(|(path, text)| (PathBuf::from("/live").join(path), text));
    Counting { inner: MemoryWorld::new(files), reads: Mutex::default() }
}

#[test]
fn a_thousand_units_are_read_with_each_file_once() {
    let world = world(100);
    let options = Options { threads: 1, ..Options::default() };
    let (estate, faults) = load(&world, Path::new("/live"), &options);
    assert_eq!(faults.to_string(), "");
    assert_eq!(estate.units.len(), 1000);
    assert_eq!(estate.graph.edges().count(), 1800);
    assert_eq!(estate.graph.order().unwrap().len(), 1000);
    let reads = world.reads.lock().unwrap();
    let often: Vec<_> = reads
        .iter()
        .filter(|(path, count)| **count > 1 && path.extension().is_some_and(|one| one == "hcl"))
        .collect();
    assert_eq!(often, []);
    // `file()` reads anew for each account, never for each unit.
    assert!(reads[Path::new("/live/accounts.json")] <= 2 * 25 + 1, "{reads:?}");
}

#[test]
fn threads_change_nothing() {
    let read = |threads: usize| {
        let world = world(12);
        let options = Options { threads, ..Options::default() };
        let (estate, faults) = load(&world, Path::new("/live"), &options);
        assert!(faults.is_empty(), "{faults}");
        let units: Vec<String> = estate
            .units
            .values()
            .map(|unit| {
                let inputs = unit.inputs(&world, &unit.unknown_outputs()).unwrap();
                let settings = &unit.settings;
                format!("{} {inputs} {settings:?} {:?}", unit.path, unit.read_files)
            })
            .collect();
        (units, estate.graph)
    };
    assert_eq!(read(1), read(4));
}

#[test]
fn every_unit_sees_its_own_account() {
    let world = world(8);
    let (estate, _) = load(&world, Path::new("/live"), &Options::default());
    for unit in estate.units.values() {
        let account = unit.path.parts().next().unwrap();
        assert_eq!(unit.account.as_deref(), Some(account));
        assert_eq!(unit.region.as_deref(), Some("us-east-1"));
        let state = unit.settings.remote_state.as_ref().unwrap();
        let bucket = state.config.get("bucket").and_then(landform_value::Value::as_str);
        assert_eq!(bucket, Some(format!("acme-{account}-us-east-1-tfstate").as_str()));
        let key = state.config.get("key").and_then(landform_value::Value::as_str);
        assert_eq!(key, Some(format!("{}/tofu.tfstate", unit.path).as_str()));
        let provider = settings_text(&unit.settings);
        let number = account.trim_start_matches("account-").parse::<usize>().unwrap() + 1;
        assert!(
            provider.contains(&format!("allowed_account_ids = [\"{number:012}\"]")),
            "{provider}"
        );
    }
    assert!(
        estate.units.contains_key(&UnitPath::from("account-001/us-east-1/env-007/services/api"))
    );
}

fn settings_text(settings: &landform_terragrunt::Settings) -> String {
    settings.generate.iter().filter_map(landform_terragrunt::Generate::text).collect()
}
