//! A world that lives in memory: for tests, and for views of a tree that is not on disk.

use std::collections::BTreeMap;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::path::normal;
use crate::{Access, Cancel, Command, Entry, EntryKind, Finished, World};

/// Files and environment variables in memory; it starts no process.
#[derive(Debug, Default)]
pub struct MemoryWorld {
    files: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
    env: BTreeMap<String, String>,
}

impl MemoryWorld {
    /// Creates a world with the given files.
    pub fn new<P: Into<PathBuf>, C: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (P, C)>,
    ) -> Self {
        let files = files.into_iter().map(|(path, text)| (path.into(), text.into())).collect();
        Self { files: Mutex::new(files), env: BTreeMap::new() }
    }

    /// Creates a world from one text in which lines such as `//- /live/prod/vpc/terragrunt.hcl` start a file.
    pub fn from_fixture(text: &str) -> Self {
        let mut files: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
        let mut current: Option<PathBuf> = None;
        for line in text.lines() {
            if let Some(path) = line.trim_start().strip_prefix("//- ") {
                let path = PathBuf::from(path.trim());
                files.entry(path.clone()).or_default();
                current = Some(path);
            } else if let Some(file) = current.as_ref().and_then(|path| files.get_mut(path)) {
                file.extend_from_slice(line.as_bytes());
                file.push(b'\n');
            }
        }
        Self { files: Mutex::new(files), env: BTreeMap::new() }
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn with_env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Returns all files.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Vec<u8>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn missing(path: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("{} is not there", path.display()))
}

impl World for MemoryWorld {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.lock().get(&normal(path)).cloned().ok_or_else(|| missing(path))
    }

    fn write(&self, path: &Path, contents: &[u8], _access: Access) -> io::Result<()> {
        self.lock().insert(normal(path), contents.to_vec());
        Ok(())
    }

    fn append_synced(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        self.lock().entry(normal(path)).or_default().extend_from_slice(contents);
        Ok(())
    }

    fn create_folder(&self, _path: &Path, _access: Access) -> io::Result<()> {
        Ok(())
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let folder = normal(path);
        let mut entries = BTreeMap::new();
        let files = self.lock();
        // Paths are ordered by their parts, so those below a folder follow it without a gap.
        for (file, _) in
            files.range::<Path, _>((Bound::Included(folder.as_path()), Bound::Unbounded))
        {
            let Ok(below) = file.strip_prefix(&folder) else { break };
            let mut parts = below.components();
            if let Some(first) = parts.next() {
                let kind = if parts.next().is_some() { EntryKind::Folder } else { EntryKind::File };
                entries.insert(first.as_os_str().to_string_lossy().into_owned(), kind);
            }
        }
        if entries.is_empty() {
            return Err(missing(path));
        }
        Ok(entries.into_iter().map(|(name, kind)| Entry { name, kind }).collect())
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        let path = normal(path);
        let files = self.lock();
        if files.contains_key(&path) {
            return Some(EntryKind::File);
        }
        let next =
            files.range::<Path, _>((Bound::Included(path.as_path()), Bound::Unbounded)).next();
        next.is_some_and(|(file, _)| file.starts_with(&path)).then_some(EntryKind::Folder)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.lock().remove(&normal(path)).map(drop).ok_or_else(|| missing(path))
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        let folder = normal(path);
        self.lock().retain(|file, _| !file.starts_with(&folder));
        Ok(())
    }

    fn env(&self, name: &str) -> Option<String> {
        self.env.get(name).cloned()
    }

    fn variables(&self) -> BTreeMap<String, String> {
        self.env.clone()
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn run(&self, command: &Command, _cancel: &Cancel) -> io::Result<Finished> {
        Err(missing(&command.program))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_a_fixture_into_files() {
        let world = MemoryWorld::from_fixture("//- /a/b.hcl\nx = 1\n//- /a/c/d.hcl\n");
        assert_eq!(world.read_text(Path::new("/a/./c/../b.hcl")).unwrap(), "x = 1\n");
        let names: Vec<_> = world.list(Path::new("/a")).unwrap();
        assert_eq!(
            names,
            [
                Entry { name: "b.hcl".into(), kind: EntryKind::File },
                Entry { name: "c".into(), kind: EntryKind::Folder }
            ]
        );
        assert_eq!(world.kind(Path::new("/a/c")), Some(EntryKind::Folder));
        assert_eq!(world.kind(Path::new("/x")), None);
    }

    #[test]
    fn removes_a_folder_whole() {
        let world = MemoryWorld::from_fixture("//- /a/b\n//- /a/c/d\n//- /ab/e\n");
        world.remove_folder(Path::new("/a")).unwrap();
        assert_eq!(world.files().keys().collect::<Vec<_>>(), [Path::new("/ab/e")]);
    }
}
