//! The writing of a tree: files first, the record of them last.

use std::io;
use std::path::Path;

use landform_world::{Access, World};

use crate::base::BASE;
use crate::change::{Action, Changes, FileChange};
use crate::manifest::MANIFEST;

/// What becomes of changes that somebody made by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandEdits {
    /// They stay; where new texts are in the same lines, nothing at all is written.
    Keep,
    /// They stay; where new texts are in the same lines, both are written with marks between them.
    Mark,
    /// They are lost.
    Overwrite,
}

/// Why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Files were changed by hand and would be overwritten; nothing was written.
    #[error("{} changed by hand: {}", counted(.0), list(.0))]
    Conflicts(Vec<String>),
    /// A file changed since the changes were planned; nothing was written.
    #[error("`{0}` changed meanwhile")]
    Moved(String),
    /// A file cannot be written; earlier ones are, and the next run goes on from there.
    #[error("cannot write `{path}`")]
    Write {
        /// The file.
        path: String,
        /// Why not.
        source: io::Error,
    },
}

fn counted(paths: &[String]) -> String {
    match paths.len() {
        1 => "1 file was".to_owned(),
        many => format!("{many} files were"),
    }
}

fn list(paths: &[String]) -> String {
    let quoted: Vec<_> = paths.iter().map(|path| format!("`{path}`")).collect();
    quoted.join(", ")
}

/// Writes what changed into a folder.
///
/// # Errors
/// There are conflicts, a file changed since the comparison, or one cannot be written.
pub fn apply(
    world: &dyn World,
    folder: &Path,
    changes: &Changes,
    hand_edits: HandEdits,
) -> Result<(), ApplyError> {
    if hand_edits == HandEdits::Keep && changes.count(Action::Conflict) > 0 {
        let conflicts = changes.of(Action::Conflict).map(|file| file.path.clone());
        return Err(ApplyError::Conflicts(conflicts.collect()));
    }
    if hand_edits == HandEdits::Mark {
        let unmarked = changes.of(Action::Conflict).filter(|file| file.merged.is_none());
        let unmarked: Vec<String> = unmarked.map(|file| file.path.clone()).collect();
        if !unmarked.is_empty() {
            return Err(ApplyError::Conflicts(unmarked));
        }
    }
    let due: Vec<&FileChange> = changes
        .files
        .iter()
        .filter(|file| match file.action {
            Action::Create | Action::Change | Action::Delete => true,
            Action::Merge | Action::Conflict => true,
            Action::Kept => hand_edits == HandEdits::Overwrite,
            Action::Unchanged => false,
        })
        .collect();
    for file in &due {
        if world.read(&folder.join(&file.path)).ok() != file.old {
            return Err(ApplyError::Moved(file.path.clone()));
        }
    }
    for file in &due {
        let kept = if hand_edits == HandEdits::Overwrite { None } else { file.merged.as_ref() };
        match kept.or(file.new.as_ref()) {
            Some(text) => write(world, folder, &file.path, text.as_bytes())?,
            None => delete(world, folder, &file.path)?,
        }
    }
    if changes.old_base.as_ref() != Some(&changes.base) {
        write(world, folder, BASE, &changes.base)?;
    }
    let manifest = changes.manifest.text();
    if changes.old_manifest.as_ref() != Some(&manifest) {
        write(world, folder, MANIFEST, manifest.as_bytes())?;
    }
    Ok(())
}

fn write(world: &dyn World, folder: &Path, path: &str, contents: &[u8]) -> Result<(), ApplyError> {
    let failed = |source| ApplyError::Write { path: path.to_owned(), source };
    let target = folder.join(path);
    if let Some(parent) = target.parent() {
        world.create_folder(parent, Access::Shared).map_err(failed)?;
    }
    world.write(&target, contents, Access::Shared).map_err(failed)
}

/// Removes a file, and the folders that it leaves empty.
fn delete(world: &dyn World, folder: &Path, path: &str) -> Result<(), ApplyError> {
    let failed = |source| ApplyError::Write { path: path.to_owned(), source };
    let target = folder.join(path);
    world.remove_file(&target).map_err(failed)?;
    for parent in target.ancestors().skip(1).take_while(|parent| *parent != folder) {
        if !world.list(parent).is_ok_and(|entries| entries.is_empty()) {
            break;
        }
        world.remove_folder(parent).map_err(failed)?;
    }
    Ok(())
}
