//! The stitched root on disk: provider aliases, one file for each unit, and the merged state.

use std::collections::BTreeMap;
use std::path::Path;

use landform_value::Value;
use landform_world::{Access, World};

use crate::piece::Piece;
use crate::provider::Aliases;
use crate::state::{Merged, Prefix, output_name};

/// The outputs of the root: which unit has them, and under which name.
pub(crate) type Outputs = BTreeMap<String, (String, String)>;

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
) -> Result<Outputs, String> {
    let put = |name: &str, text: &str| {
        world
            .write(&root.join(name), text.as_bytes(), Access::Private)
            .map_err(|error| format!("cannot write the stitched root: {error}"))
    };
    put("main.tf", &format!("{}{}", terraform(pieces), aliases.blocks()))?;
    for module in gone {
        put(&format!("{module}.tf"), "")?;
    }
    let mut outputs = Outputs::new();
    let mut merged = Merged::default();
    for (path, piece) in pieces {
        let mut text = piece.call();
        for output in &piece.opened.outputs {
            let name = output_name(&piece.module, output);
            // Marked as sensitive: nothing of it is meant to be shown.
            text.push_str(&format!(
                "\noutput \"{name}\" {{\n  value     = module.{}.{output}\n  sensitive = true\n}}\n",
                piece.module
            ));
            outputs.insert(name, (path.clone(), output.clone()));
        }
        put(&format!("{}.tf", piece.module), &text)?;
        if let Some(state) = states.get(path) {
            let prefix = Prefix { module: &piece.module, aliases: &piece.aliases };
            merged.add(state, &prefix).map_err(|fault| format!("{path}: {fault}"))?;
            for name in merged.outputs() {
                if let Some(output) = name.strip_prefix(&format!("{}-", piece.module)) {
                    outputs.insert(name.clone(), (path.clone(), output.to_owned()));
                }
            }
        }
    }
    put("terraform.tfstate", &merged.text().unwrap_or_default())?;
    Ok(outputs)
}

/// Returns the block that says where providers come from.
fn terraform(pieces: &BTreeMap<String, Piece>) -> String {
    let mut sources: BTreeMap<&str, String> = BTreeMap::new();
    for opened in pieces.values().map(|piece| &piece.opened) {
        for provider in &opened.providers {
            sources.insert(&provider.local, opened.source_of(&provider.local));
        }
    }
    let line = |(local, source): (&str, String)| {
        format!("    {local} = {{\n      source = {}\n    }}\n", Value::string(source))
    };
    let lines: String = sources.into_iter().map(line).collect();
    format!("terraform {{\n  backend \"local\" {{}}\n  required_providers {{\n{lines}  }}\n}}\n\n")
}
