//! Rules for crates: which may use which, and that the pure ones are locked.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Fault, read};
use crate::Outcome;

/// The layer of each crate. Dependencies point to lower layers only.
const LAYERS: &[(&str, u8)] = &[
    ("landform-diag", 0),
    ("landform-graph", 0),
    ("landform-value", 0),
    ("landform-world", 0),
    ("landform-hcl", 1),
    ("landform-catalog", 2),
    ("landform-company", 2),
    ("landform-engine", 2),
    ("landform-plan", 1),
    ("landform-policy", 2),
    ("landform-terragrunt", 2),
    ("landform-apply", 4),
    ("landform-rehearse", 4),
    ("landform-workbench", 3),
    ("landform-estate-plan", 4),
    ("landform-run", 3),
    ("landform-scaffold", 3),
    ("landform-aws", 5),
    ("landform-ledger", 5),
    ("landform-os", 5),
    ("landform-plugin", 5),
    ("landform-simulator", 6),
    ("landform-broker", 7),
    ("landform-cli", 8),
    ("landform-testkit", 8),
];

/// Crates above this layer may touch the world.
const LAST_PURE_LAYER: u8 = 4;

/// The packages that `Cargo.lock` may name. Lower it when it can be lowered; raising it needs a reason in the commit.
const MAX_PACKAGES: usize = 260;

/// Checks arrows, locks and the number of packages.
pub(super) fn check(root: &Path) -> Outcome<Vec<Fault>> {
    let layers: BTreeMap<&str, u8> = LAYERS.iter().copied().collect();
    let lock = read(root, Path::new("xtask/data/pure-clippy.toml"))?;
    let mut faults = Vec::new();
    let crates = std::fs::read_dir(root.join("crates")).map_err(|error| error.to_string())?;
    let mut names: Vec<_> = crates
        .flatten()
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    for name in names {
        let Some(layer) = layers.get(name.as_str()).copied() else {
            faults.push(format!("crates/{name}: has no layer in xtask/src/tidy/layers.rs"));
            continue;
        };
        let folder = Path::new("crates").join(&name);
        faults.extend(arrows(&name, layer, &read(root, &folder.join("Cargo.toml"))?, &layers));
        let own = read(root, &folder.join("clippy.toml")).unwrap_or_default();
        if layer <= LAST_PURE_LAYER && own != lock {
            faults
                .push(format!("crates/{name}/clippy.toml: must equal xtask/data/pure-clippy.toml"));
        }
    }
    let packages = read(root, Path::new("Cargo.lock"))?.matches("[[package]]").count();
    if packages > MAX_PACKAGES {
        faults.push(format!("Cargo.lock: {packages} packages; at most {MAX_PACKAGES}"));
    }
    Ok(faults)
}

fn arrows(name: &str, layer: u8, manifest: &str, layers: &BTreeMap<&str, u8>) -> Vec<Fault> {
    let dependencies = manifest
        .split("\n[")
        .filter(|section| section.starts_with("dependencies]"))
        .flat_map(str::lines);
    dependencies
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|dependency| layers.get(dependency).is_some_and(|below| *below >= layer))
        .map(|dependency| {
            format!("crates/{name}: must not use {dependency}, which is not below it")
        })
        .collect()
}
