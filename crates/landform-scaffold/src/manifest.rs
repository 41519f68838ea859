//! The record of what was written: a hash of each file, so that a change made by hand is noticed.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use crate::tree::{FileTree, hash};

/// Where the record is, from the root of the live repo.
pub const MANIFEST: &str = ".landform/manifest.json";

/// The version of the format.
const FORMAT: u32 = 1;

/// The record of what was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The version of the format.
    format: u32,
    /// The version of Landform that wrote the files.
    landform: String,
    /// A hash of the company that they were made from.
    company: String,
    /// The SHA-256 of each file by its path.
    pub(crate) files: BTreeMap<String, String>,
}

impl Manifest {
    /// Returns the record of a tree, without the files that belong to the user from the first moment on.
    pub(crate) fn of(tree: &FileTree, own: &str) -> Self {
        let files = tree.files.iter().filter(|(path, _)| *path != own);
        Self {
            format: FORMAT,
            landform: env!("CARGO_PKG_VERSION").to_owned(),
            company: tree.company.clone(),
            files: files.map(|(path, text)| (path.clone(), hash(text.as_bytes()))).collect(),
        }
    }

    /// Reads a record; the error says why it cannot be used.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let manifest: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if manifest.format != FORMAT {
            return Err(format!("format {} is not known", manifest.format));
        }
        match manifest.files.keys().find(|path| !is_inside(path)) {
            Some(path) => Err(format!("`{path}` leads out of the live repo")),
            None => Ok(manifest),
        }
    }

    /// Returns the text of the record.
    pub(crate) fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// Tells whether a path stays inside the folder that it starts from.
fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}
