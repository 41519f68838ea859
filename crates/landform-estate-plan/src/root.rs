//! The stitched root on disk: provider aliases, one file for each unit, and the merged state.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use landform_world::{Access, World};

use crate::lock::{LOCK_FILE, Locks};
use crate::manifest;
use crate::piece::Piece;
use crate::provider::Aliases;
use crate::state::{Merged, Prefix, output_name};

/// The outputs of the root: which unit has them, and under which name.
pub(crate) type Outputs = BTreeMap<String, (String, String)>;

/// Why the root cannot be written.
pub(crate) enum RootFault {
    /// It cannot with this unit in it.
    Unit(String, String),
    /// It cannot at all.
    Whole(String),
}

/// Writes the root for some pieces, by unit path, and returns its outputs.
///
/// Files of pieces that are no longer among them are emptied.
pub(crate) fn write(
    world: &dyn World,
    root: &Path,
    pieces: &BTreeMap<String, Piece>,
    gone: &[String],
    aliases: &Aliases,
    states: &BTreeMap<String, Vec<u8>>,
) -> Result<Outputs, RootFault> {
    let put = |name: &str, text: &str| {
        world
            .write(&root.join(name), text.as_bytes(), Access::Private)
            .map_err(|error| RootFault::Whole(format!("cannot write the stitched root: {error}")))
    };
    let (outputs, merged) = merge(pieces, states)?;
    let locks = locked(pieces)?;
    if !locks.is_empty() {
        put(LOCK_FILE, &locks)?;
    }
    put("main.tf", &aliases.requirements())?;
    let used: BTreeSet<_> = pieces.values().flat_map(|piece| piece.aliases.values()).collect();
    for (name, text) in aliases.files(&used) {
        put(&name, &text)?;
    }
    for module in gone {
        put(&format!("{module}.tf"), "")?;
    }
    for piece in pieces.values() {
        let mut text = piece.call();
        for output in &piece.opened.outputs {
            let name = output_name(&piece.module, output);
            // Marked as sensitive: nothing of it is meant to be shown.
            text.push_str(&format!(
                "\noutput \"{name}\" {{\n  value     = module.{}.{output}\n  sensitive = true\n}}\n",
                piece.module
            ));
        }
        put(&format!("{}.tf", piece.module), &text)?;
    }
    put("terraform.tfstate", &merged.text().unwrap_or_default())?;
    let installed = pieces.values().flat_map(|piece| piece.installed.iter().flatten());
    manifest::write(world, root, installed).map_err(RootFault::Whole)?;
    Ok(outputs)
}

/// Returns the merged lock file of the pieces.
fn locked(pieces: &BTreeMap<String, Piece>) -> Result<String, RootFault> {
    let mut locks = Locks::default();
    for (path, piece) in pieces {
        let added = piece.lock.as_ref().map_or(Ok(()), |text| locks.add(path, text));
        added.map_err(|why| RootFault::Unit(path.clone(), why))?;
    }
    Ok(locks.text())
}

/// Merges the states of the pieces, and returns the outputs of the root.
fn merge(
    pieces: &BTreeMap<String, Piece>,
    states: &BTreeMap<String, Vec<u8>>,
) -> Result<(Outputs, Merged), RootFault> {
    let mut outputs = Outputs::new();
    let mut merged = Merged::default();
    for (path, piece) in pieces {
        for output in &piece.opened.outputs {
            let name = output_name(&piece.module, output);
            outputs.insert(name, (path.clone(), output.clone()));
        }
        let Some(state) = states.get(path) else { continue };
        let prefix = Prefix {
            module: &piece.module,
            aliases: &piece.aliases,
            kept: &piece.opened.kept_providers,
        };
        let own = merged.add(state, &prefix).map_err(|why| RootFault::Unit(path.clone(), why))?;
        for output in own {
            outputs.insert(output_name(&piece.module, &output), (path.clone(), output));
        }
    }
    Ok((outputs, merged))
}
