//! What writing a tree would change: compared with what is on disk, and with what was written before.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use landform_world::World;
use serde_json::{Value as Json, json};
use similar::TextDiff;

use crate::base::{self, BASE, Merged};
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
    /// Somebody changed it, and it gets a new text: both changes are in what is written.
    Merge,
    /// Somebody changed or made it, and it would get another text in the same lines, or go away.
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
    /// Where somebody changed it: what is written so that the change stays, lines that both changed being marked.
    pub merged: Option<String>,
}

impl FileChange {
    /// Returns the change as a unified diff; empty if there is none.
    pub fn diff(&self) -> String {
        let old = String::from_utf8_lossy(self.old.as_deref().unwrap_or_default());
        let new = match self.action {
            Action::Merge => self.merged.as_deref(),
            Action::Kept => return String::new(),
            Action::Create
            | Action::Change
            | Action::Delete
            | Action::Unchanged
            | Action::Conflict => self.new.as_deref(),
        };
        let new = new.unwrap_or_default();
        let name = |side: &str, there: bool| {
            if there { format!("{side}/{}", self.path) } else { "/dev/null".to_owned() }
        };
        let names = (name("a", self.old.is_some()), name("b", self.new.is_some()));
        diff(&names.0, &names.1, &old, new)
    }
}

fn diff(old_name: &str, new_name: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().header(old_name, new_name).to_string()
}

/// Returns the change of a file as a unified diff; empty if there is none.
pub fn unified_diff(path: &str, old: &str, new: &str) -> String {
    diff(&format!("a/{path}"), &format!("b/{path}"), old, new)
}

/// All files of a tree and of the record, and what happens to each, by path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The files.
    pub files: Vec<FileChange>,
    pub(crate) manifest: Manifest,
    pub(crate) old_manifest: Option<String>,
    pub(crate) base: Vec<u8>,
    pub(crate) old_base: Option<Vec<u8>>,
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
    let old_base = read(world, folder, BASE)?;
    let base = old_base.as_ref().map_or_else(BTreeMap::new, |all| base::unpacked(all, &recorded));
    let mut files = Vec::new();
    for (path, text) in &tree.files {
        let old = read(world, folder, path)?;
        let file = if path == ACCOUNTS {
            accounts(old, text)?
        } else {
            let action = compare(old.as_deref(), text, recorded.get(path));
            let file = FileChange {
                path: path.clone(),
                action,
                old,
                new: Some(text.clone()),
                merged: None,
            };
            match base.get(path) {
                Some(base) if action == Action::Conflict => with_hand_edits(file, base, text),
                Some(_) | None => file,
            }
        };
        files.push(file);
    }
    for (path, written) in recorded.iter().filter(|(path, _)| !tree.files.contains_key(*path)) {
        // What is gone already needs no action.
        let Some(old) = read(world, folder, path)? else { continue };
        let action = if hash(&old) == *written { Action::Delete } else { Action::Conflict };
        let path = path.clone();
        files.push(FileChange { path, action, old: Some(old), new: None, merged: None });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let (manifest, base) = (Manifest::of(tree, ACCOUNTS), base::packed(tree, ACCOUNTS));
    Ok(Changes { files, manifest, old_manifest, base, old_base })
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

/// Merges a change made by hand with a new text.
fn with_hand_edits(file: FileChange, base: &str, new: &str) -> FileChange {
    let Some(by_hand) = file.old.as_deref().and_then(|old| std::str::from_utf8(old).ok()) else {
        return file;
    };
    match base::merge(base, by_hand, new) {
        Merged::Clean(text) if text == by_hand => FileChange { action: Action::Kept, ..file },
        Merged::Clean(text) => FileChange { action: Action::Merge, merged: Some(text), ..file },
        Merged::Marked(text) => FileChange { merged: Some(text), ..file },
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
    Ok(FileChange { path: ACCOUNTS.to_owned(), action, old, new: Some(text), merged: None })
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
