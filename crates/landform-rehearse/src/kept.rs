//! A rehearsed estate that was kept, so that it can be planned and shown later.

use std::io;
use std::path::{Path, PathBuf};

use landform_workbench::Place;
use landform_world::{Access, EntryKind, World};
use serde::{Deserialize, Serialize};

/// The index of a kept rehearsal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The name that the report carries.
    pub name: String,
    /// The root folder of the live repo.
    pub root: PathBuf,
    /// The company file, if the live repo was generated from it for the rehearsal.
    pub company: Option<PathBuf>,
}

/// Why a folder cannot be used as a kept rehearsal.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// There is no kept rehearsal.
    #[error("`{}` holds no kept rehearsal", .0.display())]
    Missing(PathBuf),
    /// Its index is damaged.
    #[error("the index of the kept rehearsal is damaged: {0}")]
    Damaged(#[from] serde_json::Error),
}

/// Writes the index.
pub(crate) fn write(world: &dyn World, place: &Place, kept: &Kept) -> io::Result<()> {
    let text = serde_json::to_vec_pretty(kept)?;
    world.write(&place.index(), &text, Access::Private)
}

/// Reads the index of a kept rehearsal.
///
/// # Errors
/// Says that there is none, or that it is damaged.
pub fn read_kept(world: &dyn World, place: &Place) -> Result<Kept, KeptError> {
    let text =
        world.read(&place.index()).map_err(|_| KeptError::Missing(place.folder().to_path_buf()))?;
    Ok(serde_json::from_slice(&text)?)
}

/// Returns the units of a kept rehearsal that have a state, sorted.
///
/// # Errors
/// Any failure of the file system.
pub fn kept_units(world: &dyn World, place: &Place) -> io::Result<Vec<String>> {
    let states = place.states();
    let mut found = Vec::new();
    let mut pending = vec![states.clone()];
    while let Some(folder) = pending.pop() {
        for entry in world.list(&folder)? {
            let path = folder.join(&entry.name);
            if entry.kind == EntryKind::Folder {
                pending.push(path);
            } else if path == place.state(&relative(&states, &folder)) {
                found.push(relative(&states, &folder));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Returns the path of a unit; the one in the root folder itself is `.`.
fn relative(above: &Path, below: &Path) -> String {
    match below.strip_prefix(above).unwrap_or(below).to_string_lossy().into_owned() {
        path if path.is_empty() => ".".to_owned(),
        path => path,
    }
}
