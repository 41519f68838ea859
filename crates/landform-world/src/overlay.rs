//! A world in which some files read otherwise than they are.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::{Access, Cancel, Command, Entry, EntryKind, Finished, World};

/// Another world, with some existing files replaced for reading. Writing goes to the other world.
pub struct OverlayWorld<'a> {
    below: &'a dyn World,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl<'a> OverlayWorld<'a> {
    /// Lays files over a world. Each must be there in the world below, or it is not listed.
    pub fn new(below: &'a dyn World, files: BTreeMap<PathBuf, Vec<u8>>) -> Self {
        Self { below, files }
    }
}

impl World for OverlayWorld<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(path).map_or_else(|| self.below.read(path), |bytes| Ok(bytes.clone()))
    }

    fn write(&self, path: &Path, contents: &[u8], access: Access) -> io::Result<()> {
        self.below.write(path, contents, access)
    }

    fn append_synced(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        self.below.append_synced(path, contents)
    }

    fn create_folder(&self, path: &Path, access: Access) -> io::Result<()> {
        self.below.create_folder(path, access)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        self.below.list(path)
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.below.kind(path)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.below.remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.below.remove_folder(path)
    }

    fn env(&self, name: &str) -> Option<String> {
        self.below.env(name)
    }

    fn variables(&self) -> BTreeMap<String, String> {
        self.below.variables()
    }

    fn elapsed(&self) -> Duration {
        self.below.elapsed()
    }

    fn run(&self, command: &Command, cancel: &Cancel) -> io::Result<Finished> {
        self.below.run(command, cancel)
    }

    fn run_noted(&self, command: &Command, said: &Path, cancel: &Cancel) -> io::Result<Finished> {
        self.below.run_noted(command, said, cancel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryWorld;

    #[test]
    fn reads_the_upper_file_and_writes_the_lower() {
        let below = MemoryWorld::new([("/a", "old"), ("/b", "b")]);
        let upper = BTreeMap::from([(PathBuf::from("/a"), b"new".to_vec())]);
        let world = OverlayWorld::new(&below, upper);
        assert_eq!(world.read_text(Path::new("/a")).unwrap(), "new");
        assert_eq!(world.read_text(Path::new("/b")).unwrap(), "b");
        world.write(Path::new("/a"), b"written", Access::Shared).unwrap();
        assert_eq!(below.read_text(Path::new("/a")).unwrap(), "written");
    }
}
