//! The ledger: records appended from many threads, flushed to the disk together, read again from the start.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::frame;

/// Why a ledger cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file cannot be read or written.
    #[error("cannot use `{file}`")]
    File {
        /// The file.
        file: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// Another process has it.
    #[error("another process uses `{0}`")]
    Busy(PathBuf),
    /// The file is of another kind, or of a version that is not known.
    #[error("`{0}` is no file of this kind and version")]
    Foreign(PathBuf),
}

/// A ledger, and what was in it.
#[derive(Debug)]
pub struct Opened {
    /// The ledger.
    pub ledger: Ledger,
    /// The records, in the order in which they were written.
    pub records: Vec<Vec<u8>>,
}

/// An append-only file of records.
#[derive(Debug)]
pub struct Ledger {
    /// Ends the writer when it is dropped.
    orders: Option<Sender<Order>>,
    writer: Option<JoinHandle<()>>,
}

/// A record to be written, and whom to tell.
struct Order {
    record: Vec<u8>,
    done: oneshot::Sender<io::Result<()>>,
}

/// A record on its way to the disk.
#[derive(Debug)]
pub struct Ticket(oneshot::Receiver<io::Result<()>>);

impl Ticket {
    /// Returns when the record is on the disk.
    ///
    /// # Errors
    ///
    /// It is not, and no later one will be.
    pub async fn written(self) -> io::Result<()> {
        self.0.await.unwrap_or_else(|_| Err(ended()))
    }

    /// Returns when the record is on the disk. Not for threads that run tasks.
    ///
    /// # Errors
    ///
    /// It is not, and no later one will be.
    pub fn wait(self) -> io::Result<()> {
        self.0.blocking_recv().unwrap_or_else(|_| Err(ended()))
    }
}

fn ended() -> io::Error {
    io::Error::other("the writer of the file has ended")
}

impl Ledger {
    /// Opens the ledger in a file, which is made if there is none. `kind` names what it holds and in which version.
    ///
    /// # Errors
    ///
    /// The file cannot be used, belongs to another process, or is of another kind.
    pub fn open(file: &Path, kind: &str) -> Result<Opened, LedgerError> {
        let fault = |source| LedgerError::File { file: file.to_owned(), source };
        let mut handle =
            private().read(true).append(true).create(true).open(file).map_err(fault)?;
        match handle.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(LedgerError::Busy(file.to_owned())),
            Err(fs::TryLockError::Error(error)) => return Err(fault(error)),
        }
        let mut bytes = Vec::new();
        handle.read_to_end(&mut bytes).map_err(fault)?;
        let head = head(kind);
        let records = if head.starts_with(&bytes) {
            // New, or ended while the first line was being written: nothing was in it.
            start(&mut handle, file, &head).map_err(fault)?;
            Vec::new()
        } else {
            let body = bytes.strip_prefix(head.as_slice());
            let (records, taken) =
                frame::take_all(body.ok_or_else(|| LedgerError::Foreign(file.to_owned()))?);
            cut(&handle, bytes.len(), head.len() + taken).map_err(fault)?;
            records
        };
        Ok(Opened { ledger: Self::over(handle).map_err(fault)?, records })
    }

    /// Replaces a ledger, which nobody may have open, by one with some records: all of it or nothing.
    ///
    /// # Errors
    ///
    /// The new file cannot be written; the old one stays.
    pub fn replace(
        file: &Path,
        kind: &str,
        records: impl Iterator<Item = Vec<u8>>,
    ) -> io::Result<()> {
        let mut bytes = head(kind);
        records.for_each(|record| frame::put(&mut bytes, &record));
        let beside = file.with_extension("part");
        let mut part = private().write(true).truncate(true).create(true).open(&beside)?;
        part.write_all(&bytes)?;
        part.sync_all()?;
        fs::rename(&beside, file)?;
        sync_folder(file)
    }

    fn over(file: File) -> io::Result<Self> {
        let (orders, received) = channel();
        let writer = std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || write_all(file, &received))?;
        Ok(Self { orders: Some(orders), writer: Some(writer) })
    }

    /// Appends a record. Records are in the file in the order of the calls; the ticket says when it is on the disk.
    pub fn append(&self, record: Vec<u8>) -> Ticket {
        let (done, ticket) = oneshot::channel();
        if let Some(orders) = &self.orders {
            // If the writer has ended, so has the other side of the ticket, which says so.
            let _ = orders.send(Order { record, done });
        }
        Ticket(ticket)
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        drop(self.orders.take());
        if let Some(writer) = self.writer.take() {
            // The lock on the file is free when this returns. A writer that has panicked has nothing to say.
            let _ = writer.join();
        }
    }
}

/// Returns the records of a ledger as it is now, also while another process writes it; none if there is no file.
///
/// # Errors
///
/// The file cannot be read, or is of another kind.
pub fn read(file: &Path, kind: &str) -> Result<Vec<Vec<u8>>, LedgerError> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(LedgerError::File { file: file.to_owned(), source }),
    };
    let head = head(kind);
    match bytes.strip_prefix(head.as_slice()) {
        Some(body) => Ok(frame::take_all(body).0),
        None if head.starts_with(&bytes) => Ok(Vec::new()),
        None => Err(LedgerError::Foreign(file.to_owned())),
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

fn head(kind: &str) -> Vec<u8> {
    format!("landform {kind}\n").into_bytes()
}

fn start(handle: &mut File, file: &Path, head: &[u8]) -> io::Result<()> {
    handle.set_len(0)?;
    handle.write_all(head)?;
    handle.sync_all()?;
    // Otherwise the file's name may be lost with all that is in it.
    sync_folder(file)
}

/// Cuts off what is behind the last whole record, so that the next one does not come after it.
fn cut(handle: &File, length: usize, whole: usize) -> io::Result<()> {
    if whole < length {
        handle.set_len(u64::try_from(whole).map_err(io::Error::other)?)?;
        handle.sync_all()?;
    }
    Ok(())
}

fn sync_folder(file: &Path) -> io::Result<()> {
    File::open(file.parent().unwrap_or(Path::new(".")))?.sync_all()
}

/// Writes what is ordered until nobody can order any more; all that waits is flushed at once.
fn write_all(mut file: File, orders: &Receiver<Order>) {
    // After a failed flush nobody knows what the disk holds, and a later one may succeed all the same.
    let mut failed: Option<io::ErrorKind> = None;
    while let Ok(first) = orders.recv() {
        let waiting: Vec<Order> = std::iter::once(first).chain(orders.try_iter()).collect();
        if failed.is_none() {
            let mut bytes = Vec::new();
            waiting.iter().for_each(|order| frame::put(&mut bytes, &order.record));
            let outcome = file.write_all(&bytes).and_then(|()| file.sync_data());
            failed = outcome.err().map(|error| error.kind());
        }
        for order in waiting {
            // Whoever does not wait any more need not know.
            let _ = order.done.send(failed.map_or(Ok(()), |kind| Err(kind.into())));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn texts(records: &[Vec<u8>]) -> String {
        records.iter().map(|one| String::from_utf8_lossy(one)).collect::<Vec<_>>().join(" ")
    }

    fn write(file: &Path, records: &[&str]) -> String {
        let opened = Ledger::open(file, "test 1").unwrap();
        for record in records {
            opened.ledger.append(record.as_bytes().to_vec()).wait().unwrap();
        }
        texts(&opened.records)
    }

    #[test]
    fn what_was_written_is_there_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.log");
        assert_eq!(texts(&read(&file, "test 1").unwrap()), "");
        assert_eq!(write(&file, &["a", "b"]), "");
        assert_eq!(write(&file, &["c"]), "a b");
        assert_eq!(write(&file, &[]), "a b c");
        assert_eq!(texts(&read(&file, "test 1").unwrap()), "a b c");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let records = ["c", "d"].map(|one| one.as_bytes().to_vec());
        Ledger::replace(&file, "test 1", records.into_iter()).unwrap();
        assert_eq!(write(&file, &["e"]), "c d");
        assert_eq!(write(&file, &[]), "c d e");
    }

    #[test]
    fn a_file_that_was_cut_off_anywhere_gives_what_is_whole_and_can_be_written_on() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.log");
        write(&file, &["one", "two"]);
        let bytes = fs::read(&file).unwrap();
        let (head, frame) = (b"landform test 1\n".len(), 8 + 3);
        for length in 0..bytes.len() {
            fs::write(&file, &bytes[..length]).unwrap();
            let whole = ["one", "two"][..length.saturating_sub(head) / frame].join(" ");
            assert_eq!(write(&file, &["new"]), whole, "{length}");
            let after = if whole.is_empty() { "new".to_owned() } else { format!("{whole} new") };
            assert_eq!(texts(&read(&file, "test 1").unwrap()), after, "{length}");
        }
    }

    #[test]
    fn bytes_that_are_wrong_end_what_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.log");
        write(&file, &["one", "two", "three"]);
        let bytes = fs::read(&file).unwrap();
        let second = b"landform test 1\n".len() + 8 + 3;
        for position in second..second + 8 + 3 {
            let mut wrong = bytes.clone();
            wrong[position] ^= 0x55;
            fs::write(&file, &wrong).unwrap();
            assert_eq!(write(&file, &[]), "one", "{position}");
        }
        // What a file system may leave behind after a power failure: length without content.
        let zeros = [&bytes[..second], &[0; 64]].concat();
        fs::write(&file, zeros).unwrap();
        assert_eq!(write(&file, &[]), "one");
    }

    #[test]
    fn another_process_or_another_kind_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.log");
        let held = Ledger::open(&file, "test 1").unwrap();
        assert!(matches!(Ledger::open(&file, "test 1"), Err(LedgerError::Busy(_))));
        drop(held);
        for kind in ["test 2", "other 1"] {
            let error = Ledger::open(&file, kind).unwrap_err();
            assert!(matches!(error, LedgerError::Foreign(_)), "{error}");
            assert!(read(&file, kind).is_err());
        }
        assert_eq!(write(&file, &[]), "");
    }

    #[test]
    fn records_of_many_threads_share_flushes_and_none_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.log");
        let opened = Ledger::open(&file, "test 1").unwrap();
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let ledger = &opened.ledger;
                scope.spawn(move || {
                    for number in 0..50 {
                        let record = format!("{thread}:{number:02}");
                        ledger.append(record.into_bytes()).wait().unwrap();
                    }
                });
            }
        });
        drop(opened);
        let records = read(&file, "test 1").unwrap();
        assert_eq!(records.len(), 400);
        for thread in 0..8 {
            let own = format!("{thread}:");
            let own: Vec<_> =
                records.iter().filter(|one| one.starts_with(own.as_bytes())).collect();
            assert!(own.is_sorted() && own.len() == 50, "the order of a thread is kept");
        }
    }

    #[test]
    fn a_disk_that_takes_nothing_is_said() {
        let handle = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ledger = Ledger::over(handle).unwrap();
        let error = ledger.append(b"x".to_vec()).wait().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert!(ledger.append(b"y".to_vec()).wait().is_err());
    }
}
