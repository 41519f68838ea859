//! The one trait through which Landform sees files, environment, processes and clock, and an in-memory world for tests.

mod cancel;
mod memory;
mod overlay;
mod path;
mod process;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::Duration;

pub use cancel::Cancel;
pub use memory::MemoryWorld;
pub use overlay::OverlayWorld;
pub use path::normal;
pub use process::{Command, Finished, Usage};

/// Who may read a file or folder that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// What the user's file mode mask allows.
    Shared,
    /// The owner alone: files 0600, folders 0700.
    Private,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link; links are reported, never followed, by [`World::list`].
    Link,
}

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name inside the folder.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

/// Files, environment, processes and clock.
pub trait World: Send + Sync {
    /// Returns the whole content of a file.
    ///
    /// # Errors
    /// Any failure of the file system.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Writes a file whole or not at all: beside it first, then renamed. Folders above must exist.
    ///
    /// # Errors
    /// Any failure of the file system; the old content is then still there.
    fn write(&self, path: &Path, contents: &[u8], access: Access) -> io::Result<()>;

    /// Adds to the end of a private file, which is created if need be, and comes back when the bytes are on disk.
    ///
    /// # Errors
    /// Any failure of the file system; a part of the bytes may then be there.
    fn append_synced(&self, path: &Path, contents: &[u8]) -> io::Result<()>;

    /// Creates a folder and those above it.
    ///
    /// # Errors
    /// Any failure of the file system.
    fn create_folder(&self, path: &Path, access: Access) -> io::Result<()>;

    /// Lists a folder, sorted by name.
    ///
    /// # Errors
    /// Any failure of the file system.
    fn list(&self, path: &Path) -> io::Result<Vec<Entry>>;

    /// Tells what a path leads to, links followed; `None` if nothing is there.
    fn kind(&self, path: &Path) -> Option<EntryKind>;

    /// Removes a file.
    ///
    /// # Errors
    /// Any failure of the file system.
    fn remove_file(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder with all that is in it; links are removed, not followed.
    ///
    /// # Errors
    /// Any failure of the file system.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;

    /// Returns an environment variable.
    fn env(&self, name: &str) -> Option<String>;

    /// Returns all environment variables that are text; none where a world keeps them to itself.
    fn variables(&self) -> BTreeMap<String, String> {
        BTreeMap::new()
    }

    /// Returns the time since some fixed moment; it never goes back.
    fn elapsed(&self) -> Duration;

    /// Runs a process to its end, or until it is cancelled.
    ///
    /// # Errors
    /// `NotFound` if the program is not there, and any failure to start or to wait.
    fn run(&self, command: &Command, cancel: &Cancel) -> io::Result<Finished>;

    /// Runs a process like [`World::run`], with what it says in a private file too; where processes outlive us, it is there up to the last line.
    ///
    /// # Errors
    /// Those of [`World::run`] and of writing the file.
    fn run_noted(&self, command: &Command, said: &Path, cancel: &Cancel) -> io::Result<Finished> {
        let finished = self.run(command, cancel)?;
        self.write(said, &finished.stdout, Access::Private)?;
        Ok(finished)
    }

    /// Returns the content of a text file.
    ///
    /// # Errors
    /// Any failure of the file system; `InvalidData` if the file is not UTF-8.
    fn read_text(&self, path: &Path) -> io::Result<String> {
        String::from_utf8(self.read(path)?)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the file is not UTF-8 text"))
    }
}
