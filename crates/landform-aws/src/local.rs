//! States in files. The lock is the file beside the state in which the engines say who has it.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use landform_plan::{FaultKind, LockInfo, StateError, StoreFault};

/// Returns the content of a state; `None` if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, StateError> {
    found(fs::read(path)).map_err(|error| fault("read", path, &error))
}

/// Takes the lock of a state.
pub(crate) fn acquire(path: &Path, lock: &LockInfo) -> Result<(), StateError> {
    let file = lock_file(path);
    let lock = LockInfo { path: path.to_string_lossy().into_owned(), ..lock.clone() };
    let text = serde_json::to_vec(&lock).unwrap_or_default();
    match create(&file, &text, &lock.id) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let holder = holder(path)?.unwrap_or_default();
            if holder.has_id(&lock.id) { Ok(()) } else { Err(StateError::Held(Box::new(holder))) }
        }
        Err(error) => Err(fault("lock", path, &error)),
    }
}

/// Releases the lock with that ID.
pub(crate) fn release(path: &Path, id: &str) -> Result<bool, StateError> {
    match holder(path)? {
        None => Ok(false),
        Some(holder) if holder.has_id(id) => {
            let removed = found(fs::remove_file(lock_file(path)));
            removed.map(|done| done.is_some()).map_err(|error| fault("unlock", path, &error))
        }
        Some(holder) => Err(StateError::Held(Box::new(holder))),
    }
}

/// Returns who has the lock.
pub(crate) fn holder(path: &Path) -> Result<Option<LockInfo>, StateError> {
    let text = found(fs::read(lock_file(path)))
        .map_err(|error| fault("read the lock of", path, &error))?;
    Ok(text.map(|text| LockInfo::read(&text)))
}

/// Creates a file with its content in one step: whoever sees it sees all of it.
fn create(file: &Path, text: &[u8], id: &str) -> io::Result<()> {
    let folder = file.parent().unwrap_or_else(|| Path::new("/"));
    fs::create_dir_all(folder)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let safe: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    let beside = folder.join(format!("{name}.{safe}.{}", std::process::id()));
    let written = write(&beside, text).and_then(|()| fs::hard_link(&beside, file));
    let _ = fs::remove_file(&beside);
    written
}

fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text)?;
    file.sync_all()
}

/// Returns `.NAME.lock.info` beside the state.
fn lock_file(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.lock.info"))
}

fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn fault(doing: &str, path: &Path, error: &io::Error) -> StateError {
    let is = |kinds: &[ErrorKind]| kinds.contains(&error.kind());
    let (kind, hint) = if is(&[ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem]) {
        (FaultKind::Denied, "look at the rights of the file and its folder")
    } else if is(&[ErrorKind::NotADirectory, ErrorKind::IsADirectory]) {
        (FaultKind::NoPlace, "the `path` of the backend must name a file")
    } else {
        (FaultKind::Unavailable, "look at the disk")
    };
    let message = format!("cannot {doing} `{}`: {error}", path.display());
    StateError::Failed(StoreFault { kind, message, hint: Some(hint.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(id: &str) -> LockInfo {
        LockInfo { id: id.to_owned(), who: format!("who-{id}"), ..LockInfo::default() }
    }

    #[test]
    fn only_the_holder_releases() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/unit.tfstate");
        assert!(matches!(read(&path), Ok(None)));
        assert!(matches!(holder(&path), Ok(None)));
        assert!(matches!(release(&path, "a"), Ok(false)));
        acquire(&path, &lock("a")).unwrap();
        assert!(folder.path().join("deep/.unit.tfstate.lock.info").is_file());
        acquire(&path, &lock("a")).unwrap();
        for error in [acquire(&path, &lock("b")).unwrap_err(), release(&path, "b").unwrap_err()] {
            let StateError::Held(holder) = error else { panic!("{error}") };
            assert_eq!((holder.id.as_str(), holder.who.as_str()), ("a", "who-a"));
            assert_eq!(holder.path, path.to_string_lossy());
        }
        assert!(release(&path, "a").unwrap());
        assert!(!release(&path, "a").unwrap());
        acquire(&path, &lock("b")).unwrap();
        let left: Vec<_> = fs::read_dir(folder.path().join("deep")).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }

    #[test]
    fn a_lock_that_says_nothing_is_nobodys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.tfstate");
        fs::write(folder.path().join(".x.tfstate.lock.info"), "garbage").unwrap();
        for id in ["", "a"] {
            assert!(matches!(acquire(&path, &lock(id)), Err(StateError::Held(_))), "{id}");
            assert!(matches!(release(&path, id), Err(StateError::Held(_))), "{id}");
        }
    }

    #[test]
    fn one_of_many_wins() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.tfstate");
        let won = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..16)
                .map(|number| {
                    let path = &path;
                    scope.spawn(move || acquire(path, &lock(&number.to_string())).is_ok())
                })
                .collect();
            tries.into_iter().map(|one| one.join().unwrap()).filter(|won| *won).count()
        });
        assert_eq!(won, 1);
    }

    #[test]
    fn says_what_is_wrong_with_the_place() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        for (path, result) in [
            ("file/x.tfstate", read(&folder.path().join("file/x.tfstate")).map(|_| ())),
            ("", read(folder.path()).map(|_| ())),
        ] {
            let Err(StateError::Failed(fault)) = result else { panic!("{path}: {result:?}") };
            assert_eq!(fault.kind, FaultKind::NoPlace, "{fault}");
        }
    }
}
