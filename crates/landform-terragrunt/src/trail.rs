//! What reading one configuration touched: the files it read, and the calls whose answers depend on the unit.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use landform_world::{Access, Cancel, Command, Entry, EntryKind, Finished, World};

use crate::shared::Recorded;

/// The one function whose answer depends on the unit wherever it is called.
pub(crate) const ORIGINAL_FOLDER: &str = "get_original_terragrunt_dir";

/// Files read and calls recorded.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    reads: Mutex<BTreeSet<PathBuf>>,
    calls: Mutex<Vec<Recorded>>,
}

impl Trail {
    pub(crate) fn read(&self, path: &Path) {
        let mut reads = lock(&self.reads);
        if !reads.contains(path) {
            reads.insert(path.to_path_buf());
        }
    }

    pub(crate) fn record(&self, call: Recorded) {
        let mut calls = lock(&self.calls);
        if !calls.contains(&call) {
            calls.push(call);
        }
    }

    /// Takes over what a nested reading touched; only what depends on the unit itself still matters outside.
    pub(crate) fn absorb(&self, reads: &BTreeSet<PathBuf>, calls: &[Recorded]) {
        lock(&self.reads).extend(reads.iter().cloned());
        for call in calls.iter().filter(|call| call.name == ORIGINAL_FOLDER) {
            self.record(call.clone());
        }
    }

    pub(crate) fn into_parts(self) -> (BTreeSet<PathBuf>, Vec<Recorded>) {
        let reads = self.reads.into_inner().unwrap_or_else(PoisonError::into_inner);
        let calls = self.calls.into_inner().unwrap_or_else(PoisonError::into_inner);
        (reads, calls)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A world that notes which files are read and refuses to change anything.
#[derive(Clone, Copy)]
pub(crate) struct Watched<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) trail: &'a Trail,
}

fn refused<T>() -> io::Result<T> {
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "reading an estate changes nothing"))
}

impl World for Watched<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.trail.read(&crate::path::normal(path));
        self.world.read(path)
    }

    fn write(&self, _path: &Path, _contents: &[u8], _access: Access) -> io::Result<()> {
        refused()
    }

    fn append_synced(&self, _path: &Path, _contents: &[u8]) -> io::Result<()> {
        refused()
    }

    fn create_folder(&self, _path: &Path, _access: Access) -> io::Result<()> {
        refused()
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        self.world.list(path)
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.world.kind(path)
    }

    fn remove_file(&self, _path: &Path) -> io::Result<()> {
        refused()
    }

    fn remove_folder(&self, _path: &Path) -> io::Result<()> {
        refused()
    }

    fn env(&self, name: &str) -> Option<String> {
        self.world.env(name)
    }

    fn elapsed(&self) -> Duration {
        self.world.elapsed()
    }

    fn run(&self, _command: &Command, _cancel: &Cancel) -> io::Result<Finished> {
        refused()
    }
}
