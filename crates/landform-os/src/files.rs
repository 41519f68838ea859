//! Files and folders: written whole or not at all, private where asked.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use landform_world::{Access, Entry, EntryKind};
use rustix::fs::Mode;

/// Writes beside the target, flushes to disk, then renames. A device or pipe is written into: it must not be replaced.
pub(crate) fn write(path: &Path, contents: &[u8], access: Access) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
        return OpenOptions::new().write(true).open(path)?.write_all(contents);
    }
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let beside = path.with_file_name(format!(".{name}.{}-{number}.part", std::process::id()));
    let outcome = write_new(&beside, contents, access).and_then(|()| {
        if access == Access::Shared
            && let Ok(old) = fs::metadata(path)
        {
            fs::set_permissions(&beside, old.permissions())?;
        }
        fs::rename(&beside, path)
    });
    if outcome.is_err() {
        // The part file is worthless; that it stays is the lesser fault to report.
        let _ = fs::remove_file(&beside);
    }
    outcome
}

/// The user's file mode mask, once [`keep_private`] has replaced it.
static USERS_MASK: OnceLock<u32> = OnceLock::new();

/// From now on, what this process and its children create is closed to other users.
///
/// Files that are written as shared still get what the user's own mask allows.
pub fn keep_private() {
    let mask = rustix::process::umask(Mode::from_raw_mode(0o077));
    // The first answer is the user's; later ones are our own.
    let _ = USERS_MASK.set(mask.bits());
}

fn write_new(path: &Path, contents: &[u8], access: Access) -> io::Result<()> {
    let mode = if access == Access::Private { 0o600 } else { 0o666 };
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(path)?;
    file.write_all(contents)?;
    match (access, USERS_MASK.get()) {
        (Access::Private, _) => file.sync_all(),
        (Access::Shared, Some(mask)) => {
            file.set_permissions(fs::Permissions::from_mode(0o666 & !mask))
        }
        (Access::Shared, None) => Ok(()),
    }
}

/// Adds to the end of a private file, and flushes it to disk; of a new file its folder too.
pub(crate) fn append_synced(path: &Path, contents: &[u8]) -> io::Result<()> {
    let is_new = fs::symlink_metadata(path).is_err();
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    file.write_all(contents)?;
    file.sync_data()?;
    if let (true, Some(folder)) = (is_new, path.parent()) {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Creates a folder with its parents; a private one that exists already is closed to others.
pub(crate) fn create_folder(path: &Path, access: Access) -> io::Result<()> {
    let mode = if access == Access::Private { 0o700 } else { 0o777 };
    DirBuilder::new().recursive(true).mode(mode).create(path)?;
    if access == Access::Private {
        refuse_foreign(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Refuses a folder that somebody else has made, or a link: in a shared place such as `/tmp` it may be a trap.
fn refuse_foreign(path: &Path) -> io::Result<()> {
    let meta = fs::symlink_metadata(path)?;
    if meta.is_dir() && meta.uid() == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    let reason = "it belongs to another user or is a link";
    Err(io::Error::new(io::ErrorKind::PermissionDenied, reason))
}

/// Lists a folder, sorted by name.
pub(crate) fn list(path: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let kind = if kind.is_symlink() {
            EntryKind::Link
        } else if kind.is_dir() {
            EntryKind::Folder
        } else {
            EntryKind::File
        };
        entries.push(Entry { name: entry.file_name().to_string_lossy().into_owned(), kind });
    }
    entries.sort();
    Ok(entries)
}

/// Tells what a path leads to.
pub(crate) fn kind(path: &Path) -> Option<EntryKind> {
    let meta = fs::metadata(path).ok()?;
    Some(if meta.is_dir() { EntryKind::Folder } else { EntryKind::File })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_whole_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state");
        write(&file, b"one", Access::Private).unwrap();
        write(&file, b"two", Access::Private).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(list(folder.path()).unwrap().len(), 1);
    }

    #[test]
    fn a_failed_write_leaves_the_old_content_and_no_part() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("taken");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("inside"), "x").unwrap();
        assert!(write(&target, b"new", Access::Shared).is_err());
        assert_eq!(list(folder.path()).unwrap().len(), 1);
        assert_eq!(fs::read(target.join("inside")).unwrap(), b"x");
    }

    #[test]
    fn a_device_is_written_into_and_a_full_disk_is_an_error() {
        write(Path::new("/dev/null"), b"x", Access::Private).unwrap();
        let error = write(Path::new("/dev/full"), b"x", Access::Private).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn appends_to_a_private_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("journal");
        append_synced(&file, b"one\n").unwrap();
        append_synced(&file, b"two\n").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"one\ntwo\n");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(append_synced(&file.join("below"), b"x").is_err());
    }

    #[test]
    fn a_private_folder_is_never_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path(), &link).unwrap();
        let error = create_folder(&link, Access::Private).unwrap_err();
        assert_eq!(error.to_string(), "it belongs to another user or is a link");
    }

    #[test]
    fn a_private_folder_is_closed_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        create_folder(&inner, Access::Private).unwrap();
        assert_eq!(fs::metadata(&inner).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
