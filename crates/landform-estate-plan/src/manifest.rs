//! The engine's list of installed modules, written without the engine: all of them are on this machine.

use std::path::{Path, PathBuf};

use landform_world::{Access, World, normal};
use serde::Serialize;

use crate::files::{Child, Files};

/// Where engines look for the list.
const FILE: &str = ".terraform/modules/modules.json";

/// A module below that of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Installed {
    /// The names of the calls that lead to it, joined by dots.
    pub(crate) key: String,
    /// What the call has as its source.
    pub(crate) source: String,
    /// The folder, relative to the root.
    pub(crate) folder: PathBuf,
}

/// Returns the modules that a module reaches; `None` if the engine must fetch one.
///
/// In each of their folders `open` is called once with the files that were read there.
pub(crate) fn installed(
    world: &dyn World,
    root: &Path,
    top: &Installed,
    children: &[Child],
    open: &mut dyn FnMut(Files, &Path) -> Result<(), String>,
) -> Result<Option<Vec<Installed>>, String> {
    let mut all = Vec::new();
    let mut opened = vec![top.folder.clone()];
    let mut pending: Vec<(Installed, Vec<Child>)> = vec![(top.clone(), children.to_vec())];
    while let Some((above, children)) = pending.pop() {
        for child in children {
            if !(child.source.starts_with("./") || child.source.starts_with("../")) {
                return Ok(None);
            }
            let one = Installed {
                key: format!("{}.{}", above.key, child.name),
                folder: normal(&above.folder.join(&child.source)),
                source: child.source,
            };
            // Modules that call each other without end are for the engine to report.
            if one.key.split('.').count() > 32 {
                return Ok(None);
            }
            let files = Files::read(world, &root.join(&one.folder))?;
            pending.push((one.clone(), files.children()));
            if !opened.contains(&one.folder) {
                opened.push(one.folder.clone());
                open(files, &one.folder)?;
            }
            all.push(one);
        }
    }
    Ok(Some(all))
}

#[derive(Serialize)]
struct List<'a> {
    #[serde(rename = "Modules")]
    modules: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(rename = "Key")]
    key: &'a str,
    #[serde(rename = "Source")]
    source: &'a str,
    #[serde(rename = "Dir")]
    folder: String,
}

/// Writes the list for all modules of a root.
pub(crate) fn write<'m>(
    world: &dyn World,
    root: &Path,
    modules: impl Iterator<Item = &'m Installed>,
) -> Result<(), String> {
    let mut entries = vec![Entry { key: "", source: "", folder: ".".to_owned() }];
    entries.extend(modules.map(|one| Entry {
        key: &one.key,
        source: &one.source,
        folder: one.folder.display().to_string(),
    }));
    entries.sort_by(|a, b| a.key.cmp(b.key));
    let file = root.join(FILE);
    let text = serde_json::to_vec(&List { modules: entries }).unwrap_or_default();
    world
        .create_folder(file.parent().unwrap_or(root), Access::Private)
        .and_then(|()| world.write(&file, &text, Access::Private))
        .map_err(|error| format!("cannot write the stitched root: {error}"))
}
