//! Private folders that go away: on the ordinary way out at once, after a kill when the next one is made.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use landform_world::{Access, World};

/// A folder of this process, removed when dropped.
///
/// The process holds a lock on it; folders whose lock is free belong to processes that were killed, and are swept.
pub(crate) struct PrivateFolder {
    path: PathBuf,
    // The lock lives as long as the file is open.
    _lock: File,
}

impl PrivateFolder {
    /// Makes a folder below `parent`, after sweeping what killed processes have left there.
    pub(crate) fn create(world: &dyn World, parent: &Path, name: &str) -> io::Result<Self> {
        world.create_folder(parent, Access::Private)?;
        sweep(world, parent, name);
        let path = parent.join(format!("{name}-{}", std::process::id()));
        if world.kind(&path).is_some() {
            world.remove_folder(&path)?;
        }
        world.create_folder(&path, Access::Private)?;
        let lock = File::create(path.join("lock"))?;
        lock.lock()?;
        Ok(Self { path, _lock: lock })
    }

    /// Returns the folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        // What cannot be removed now is swept by the next process.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Removes the folders of the same name whose owner is gone. A fault here is none of the user's business.
fn sweep(world: &dyn World, parent: &Path, name: &str) {
    for entry in world.list(parent).unwrap_or_default() {
        let of_this_kind = entry
            .name
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|pid| pid.bytes().all(|byte| byte.is_ascii_digit()));
        if !of_this_kind {
            continue;
        }
        let folder = parent.join(&entry.name);
        let is_free = File::open(folder.join("lock")).is_ok_and(|lock| lock.try_lock().is_ok());
        if is_free {
            let _ = world.remove_folder(&folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use landform_os::OsWorld;

    use super::*;

    #[test]
    fn sweeps_what_a_killed_process_left_and_nothing_else() {
        let world = OsWorld::default();
        let parent = tempfile::tempdir().unwrap();
        let at = |name: &str| parent.path().join(name);
        for name in ["run-1", "run-2", "run-x", "other-1"] {
            fs::create_dir(at(name)).unwrap();
            fs::write(at(name).join("lock"), "").unwrap();
        }
        let held = File::open(at("run-2").join("lock")).unwrap();
        held.lock().unwrap();
        let own = PrivateFolder::create(&world, parent.path(), "run").unwrap();
        let left: Vec<_> =
            world.list(parent.path()).unwrap().into_iter().map(|one| one.name).collect();
        assert!(!left.contains(&"run-1".to_owned()), "{left:?}");
        for name in ["run-2", "run-x", "other-1"] {
            assert!(left.contains(&name.to_owned()), "{left:?}");
        }
        let path = own.path().to_path_buf();
        assert!(path.is_dir());
        drop(own);
        assert!(!path.exists());
    }
}
