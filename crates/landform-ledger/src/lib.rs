//! An append-only file of records, for what must survive the end of the process at any moment.
//!
//! A record counts when it is on the disk: [`Ledger::append`] says when that is. Records that are written at the same time share one flush. A record
//! that was cut off in the middle, by a kill or by a power failure, is dropped when the file is opened again, and with it whatever follows: nothing
//! behind it was ever said to be on the disk. One process at a time has the file.

mod crc32;
mod frame;
mod ledger;
mod lock;

pub use crc32::crc32;
pub use ledger::{Ledger, LedgerError, Opened, Ticket, read};
pub use lock::FolderLock;
