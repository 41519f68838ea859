//! What writing a tree would change: compared with what is on disk, and with what was written before.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use landform_world::World;
use serde_json::{Value as Json, json};
use similar::TextDiff;

use crate::manifest::{MANIFEST, Manifest};
use crate::root::{ACCOUNTS, accounts_text};
use crate::tree::{FileTree, hash};

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is not there yet.
    Create,
    /// It is as it was written, and gets a new text.
    Change,
    /// It is as it was written, and is no longer part of the tree.
    Delete,
    /// It has its text already.
    Unchanged,
    /// Somebody changed it, and it would not get a new text: the change stays.
    Kept,
    /// Somebody changed or made it, and it would get another text or go away.
    Conflict,
}

/// One file and what happens to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The path, from the root of the live repo.
    pub path: String,
    /// What happens to it.
    pub action: Action,
    /// What is on disk.
    pub old: Option<Vec<u8>>,
    /// What the tree has; `None` if the file is no longer part of it.
    pub new: Option<String>,
}

impl FileChange {
    /// Returns the change as a unified diff; empty if there is none.
    pub fn diff(&self) -> String {
        let old = String::from_utf8_lossy(self.old.as_deref().unwrap_or_default());
        let new = self.new.as_deref().unwrap_or_default();
        let name = |side: &str, there: bool| {
            if there { format!("{side}/{}", self.path) } else { "/dev/null".to_owned() }
        };
        TextDiff::from_lines(&*old, new)
            .unified_diff()
            .header(&name("a", self.old.is_some()), &name("b", self.new.is_some()))
            .to_string()
    }
}

/// All files of a tree and of the record, and what happens to each, by path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The files.
    pub files: Vec<FileChange>,
    pub(crate) manifest: Manifest,
    pub(crate) old_manifest: Option<String>,
}

impl Changes {
    /// Returns the files to which something happens.
    pub fn of(&self, action: Action) -> impl Iterator<Item = &FileChange> {
        self.files.iter().filter(move |file| file.action == action)
    }

    /// Returns how many files an action happens to.
    pub fn count(&self, action: Action) -> usize {
        self.of(action).count()
    }

    /// Tells whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.files.iter().all(|file| matches!(file.action, Action::Unchanged | Action::Kept))
    }
}

/// Why changes cannot be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A file cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// The file.
        path: String,
        /// Why not.
        source: io::Error,
    },
    /// The record of what was written cannot be used.
    #[error("`{MANIFEST}` cannot be used: {reason}")]
    Manifest {
        /// Why not.
        reason: String,
    },
    /// The numbers of the accounts cannot be used.
    #[error("`{ACCOUNTS}` cannot be used: {reason}")]
    Accounts {
        /// Why not.
        reason: String,
    },
    /// The company file and the record of accounts disagree.
    #[error(
        "account `{account}` has the id `{recorded}` in `{ACCOUNTS}`, but `{wanted}` in the company file"
    )]
    AccountId {
        /// The account.
        account: String,
        /// The id that `accounts.json` has.
        recorded: String,
        /// The id that the company file has.
        wanted: String,
    },
}

/// Compares a tree with a folder.
///
/// # Errors
/// A file cannot be read, or one of Landform's own records cannot be used.
pub fn plan_write(world: &dyn World, folder: &Path, tree: &FileTree) -> Result<Changes, PlanError> {
    let old_manifest = read_text(world, folder, MANIFEST)?;
    let recorded = match &old_manifest {
        Some(text) => Manifest::parse(text).map_err(|reason| PlanError::Manifest { reason })?.files,
        None => BTreeMap::new(),
    };
    let mut files = Vec::new();
    for (path, text) in &tree.files {
        let old = read(world, folder, path)?;
        let file = if path == ACCOUNTS {
            accounts(old, text)?
        } else {
            let action = compare(old.as_deref(), text, recorded.get(path));
            FileChange { path: path.clone(), action, old, new: Some(text.clone()) }
        };
        files.push(file);
    }
    for (path, written) in recorded.iter().filter(|(path, _)| !tree.files.contains_key(*path)) {
        // What is gone already needs no action.
        let Some(old) = read(world, folder, path)? else { continue };
        let action = if hash(&old) == *written { Action::Delete } else { Action::Conflict };
        files.push(FileChange { path: path.clone(), action, old: Some(old), new: None });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Changes { files, manifest: Manifest::of(tree, ACCOUNTS), old_manifest })
}

fn compare(old: Option<&[u8]>, new: &str, recorded: Option<&String>) -> Action {
    let Some(old) = old else { return Action::Create };
    if old == new.as_bytes() {
        return Action::Unchanged;
    }
    match recorded {
        Some(written) if *written == hash(old) => Action::Change,
        Some(written) if *written == hash(new.as_bytes()) => Action::Kept,
        Some(_) | None => Action::Conflict,
    }
}

/// Merges the accounts of the tree into those on disk: a number, once there, stays, also that of an account which the company no longer has.
fn accounts(old: Option<Vec<u8>>, rendered: &str) -> Result<FileChange, PlanError> {
    let unusable = |reason: String| PlanError::Accounts { reason };
    let parse = |text: &[u8]| -> Result<BTreeMap<String, Json>, PlanError> {
        serde_json::from_slice(text).map_err(|error| unusable(error.to_string()))
    };
    let wanted = parse(rendered.as_bytes())?;
    let recorded = old.as_deref().map_or_else(|| Ok(BTreeMap::new()), parse)?;
    let id =
        |account: &Json| account.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
    let mut merged: BTreeMap<String, Json> = recorded
        .iter()
        .filter(|(_, account)| !id(account).is_empty())
        .map(|(name, account)| (name.clone(), account.clone()))
        .collect();
    for (name, account) in wanted {
        let (known, new) = (recorded.get(&name).map(&id).unwrap_or_default(), id(&account));
        if !known.is_empty() && !new.is_empty() && known != new {
            return Err(PlanError::AccountId { account: name, recorded: known, wanted: new });
        }
        // Whatever else is written there stays too.
        let mut entry = recorded.get(&name).cloned().unwrap_or_else(|| json!({}));
        let fields =
            entry.as_object_mut().ok_or_else(|| unusable(format!("`{name}` is not an object")))?;
        fields.insert("email".to_owned(), account.get("email").cloned().unwrap_or_default());
        fields.insert("id".to_owned(), if known.is_empty() { new } else { known }.into());
        merged.insert(name, entry);
    }
    let text = accounts_text(&json!(merged));
    let action = match &old {
        None => Action::Create,
        Some(old) if *old == text.as_bytes() => Action::Unchanged,
        Some(_) => Action::Change,
    };
    Ok(FileChange { path: ACCOUNTS.to_owned(), action, old, new: Some(text) })
}

fn read(world: &dyn World, folder: &Path, path: &str) -> Result<Option<Vec<u8>>, PlanError> {
    match world.read(&folder.join(path)) {
        Ok(contents) => Ok(Some(contents)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(PlanError::Read { path: path.to_owned(), source }),
    }
}

fn read_text(world: &dyn World, folder: &Path, path: &str) -> Result<Option<String>, PlanError> {
    Ok(read(world, folder, path)?.map(|contents| String::from_utf8_lossy(&contents).into_owned()))
}
