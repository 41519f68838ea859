//! The real world: files, environment, processes and clock of the operating system.

mod companion;
mod files;
mod meter;
mod process;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use landform_world::{Access, Cancel, Command, Entry, EntryKind, Finished, World};

pub use companion::{Companion, hand_down, leave_session};
pub use files::keep_private;
pub use meter::Meter;

/// Returns the number of the user whose rights this process has.
pub fn user_id() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// The operating system's files, environment, processes and clock.
#[derive(Debug)]
pub struct OsWorld {
    start: Instant,
}

impl Default for OsWorld {
    fn default() -> Self {
        Self { start: Instant::now() }
    }
}

impl World for OsWorld {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn write(&self, path: &Path, contents: &[u8], access: Access) -> io::Result<()> {
        files::write(path, contents, access)
    }

    fn append_synced(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        files::append_synced(path, contents)
    }

    fn create_folder(&self, path: &Path, access: Access) -> io::Result<()> {
        files::create_folder(path, access)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        files::list(path)
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        files::kind(path)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_dir_all(path)
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn variables(&self) -> BTreeMap<String, String> {
        let text = |text: std::ffi::OsString| text.into_string().ok();
        std::env::vars_os().filter_map(|(name, value)| Some((text(name)?, text(value)?))).collect()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn run(&self, command: &Command, cancel: &Cancel) -> io::Result<Finished> {
        process::run(command, cancel)
    }

    fn run_noted(&self, command: &Command, said: &Path, cancel: &Cancel) -> io::Result<Finished> {
        process::run_noted(command, said, cancel)
    }
}
