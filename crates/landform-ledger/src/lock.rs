//! Locks on folders: one process at a time, and free again when the process is gone, however it went.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// A folder that belongs to this process until the lock is dropped.
#[derive(Debug)]
pub struct FolderLock {
    // The lock lives as long as the file is open.
    _file: File,
}

impl FolderLock {
    /// Takes a folder; nothing if another process has it.
    ///
    /// # Errors
    ///
    /// The file with the lock cannot be made.
    pub fn take(folder: &Path) -> io::Result<Option<Self>> {
        let mut options = OpenOptions::new();
        let file = options
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(folder.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_the_folder_until_it_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let first = FolderLock::take(folder.path()).unwrap();
        assert!(first.is_some());
        assert!(FolderLock::take(folder.path()).unwrap().is_none());
        drop(first);
        assert!(FolderLock::take(folder.path()).unwrap().is_some());
    }
}
