//! Kept worlds: every change is on the disk before it is answered, and a world that is opened again is the same.

use std::collections::BTreeSet;
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use landform_ledger::{FolderLock, Ledger, LedgerError, Ticket};
use landform_plugin::{decode, encode};
use landform_value::Type;
use prost::Message as _;

use crate::place::Place;
use crate::world::{Object, World};

/// What the file holds, and in which version.
const KIND: &str = "simulated world 1";

/// The file in the world's folder.
const FILE: &str = "world.log";

/// The file is written anew when it holds so many times more changes than there are objects.
const SLACK: usize = 4;

/// Why a world cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its folder cannot be used.
    #[error("cannot use the folder `{folder}` of the simulated world")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// Another process has it.
    #[error("another process uses the simulated world in `{0}`")]
    Busy(PathBuf),
    /// Its file cannot be used.
    #[error("cannot open the simulated world")]
    File(#[from] LedgerError),
    /// A change in the file is not understood.
    #[error("the simulated world in `{folder}` is damaged: {message}")]
    Damaged {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        message: String,
    },
}

/// What one change of the world is on the disk: all of it or nothing.
#[derive(Clone, PartialEq, prost::Message)]
struct Commit {
    #[prost(message, repeated, tag = "1")]
    changes: Vec<Change>,
}

/// What has become of one object.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Change {
    #[prost(string, tag = "1")]
    account: String,
    #[prost(string, tag = "2")]
    region: String,
    #[prost(string, tag = "3")]
    ty: String,
    #[prost(string, tag = "4")]
    id: String,
    /// What it is now; absent if it is no more.
    #[prost(message, optional, tag = "5")]
    object: Option<Stored>,
    /// Whether it was deleted, and not only renamed.
    #[prost(bool, tag = "6")]
    deleted: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Stored {
    /// The state with its type, as the protocol has them.
    #[prost(bytes = "vec", tag = "1")]
    state: Vec<u8>,
    #[prost(string, repeated, tag = "2")]
    minted: Vec<String>,
    #[prost(string, optional, tag = "3")]
    origin: Option<String>,
}

impl Change {
    /// Returns that an object is as it is now.
    pub(crate) fn put(place: &Place, object: &Object) -> Self {
        let stored = Stored {
            // Every value is of the dynamic type.
            state: encode(&object.state, &Type::Dynamic).unwrap_or_default(),
            minted: object.minted.iter().cloned().collect(),
            origin: object.origin.clone(),
        };
        Self { object: Some(stored), ..Self::removed(place, &object.ty, &object.id, false) }
    }

    /// Returns that an object is no more.
    pub(crate) fn removed(place: &Place, ty: &str, id: &str, deleted: bool) -> Self {
        Self {
            account: place.account.clone(),
            region: place.region.clone(),
            ty: ty.to_owned(),
            id: id.to_owned(),
            object: None,
            deleted,
        }
    }

    fn redo(self, world: &mut World) -> Result<(), String> {
        let place = Place::new(self.account, self.region);
        let Some(stored) = self.object else {
            world.remove(&place, &self.ty, &self.id);
            if self.deleted {
                world.bury(&place, &self.ty, &self.id);
            }
            return Ok(());
        };
        let state = decode(&stored.state, &Type::Dynamic)
            .map_err(|error| format!("`{}` `{}`: {error}", self.ty, self.id))?;
        let minted: BTreeSet<_> = stored.minted.into_iter().collect();
        let object = Object { ty: self.ty, id: self.id, state, minted, origin: stored.origin };
        world.put(&place, object);
        Ok(())
    }
}

/// The file of a world, and the changes that are not yet in it.
#[derive(Debug)]
pub(crate) struct Kept {
    ledger: Ledger,
    pending: Vec<Change>,
    // No other process may have the folder as long as this one does.
    _lock: FolderLock,
}

impl Kept {
    /// Notes a change.
    pub(crate) fn note(&mut self, change: Change) {
        self.pending.push(change);
    }

    /// Sends what was noted to the disk, all at once.
    pub(crate) fn commit(&mut self) -> Option<Ticket> {
        if self.pending.is_empty() {
            return None;
        }
        let commit = Commit { changes: std::mem::take(&mut self.pending) };
        Some(self.ledger.append(commit.encode_to_vec()))
    }
}

/// Opens the world in a folder, which is made if there is none.
pub(crate) fn open(folder: &Path) -> Result<World, OpenError> {
    let fault = |source| OpenError::Folder { folder: folder.to_owned(), source };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(fault)?;
    let lock = FolderLock::take(folder).map_err(fault)?;
    let lock = lock.ok_or_else(|| OpenError::Busy(folder.to_owned()))?;
    let file = folder.join(FILE);
    let mut opened = Ledger::open(&file, KIND)?;
    let mut world = redo(folder, &opened.records)?;
    let whole = world.changes();
    if opened.records.len() > SLACK * (whole.len() + SLACK) {
        drop(opened);
        let all = whole.into_iter().map(|change| Commit { changes: vec![change] }.encode_to_vec());
        Ledger::replace(&file, KIND, all).map_err(fault)?;
        opened = Ledger::open(&file, KIND)?;
    }
    let kept = Kept { ledger: opened.ledger, pending: Vec::new(), _lock: lock };
    world.keep(kept);
    Ok(world)
}

/// Returns the world in a folder as it is now, also while another process works in it.
pub(crate) fn look(folder: &Path) -> Result<World, OpenError> {
    redo(folder, &landform_ledger::read(&folder.join(FILE), KIND)?)
}

fn redo(folder: &Path, records: &[Vec<u8>]) -> Result<World, OpenError> {
    let damaged = |message| OpenError::Damaged { folder: folder.to_owned(), message };
    let mut world = World::default();
    for record in records {
        let commit =
            Commit::decode(record.as_slice()).map_err(|error| damaged(error.to_string()))?;
        for change in commit.changes {
            change.redo(&mut world).map_err(damaged)?;
        }
    }
    Ok(world)
}
