//! Engines and real providers of this machine.

use std::collections::BTreeMap;
use std::path::PathBuf;

use landform_broker::{Found, MIRROR_VARIABLE, Mirrors, Wanted, find_provider, sha256};

use crate::skip::Skip;

/// The addresses under which engines know the AWS provider.
const ADDRESSES: [&str; 2] =
    ["registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"];

/// The variables that lead to providers.
const PLACES: [&str; 4] = [MIRROR_VARIABLE, "TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR", "HOME"];

/// Returns the engine that is first on `PATH`.
///
/// # Errors
///
/// Fails if there is none.
pub fn engine() -> Result<PathBuf, Skip> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["tofu", "terraform"];
    let found = names
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file());
    found.ok_or_else(|| Skip("neither `tofu` nor `terraform` is on PATH".to_owned()))
}

/// Returns the real AWS provider's binary.
///
/// # Errors
///
/// Fails if no mirror of this machine has it unpacked.
pub fn provider() -> Result<Found, Skip> {
    let wanted = Wanted { addresses: &ADDRESSES, constraint: None, lock: None, hash: &sha256 };
    find_provider(&wanted, &Mirrors::of_machine(|name| std::env::var_os(name)))
        .map_err(|error| Skip(error.to_string()))
}

/// Returns the variables that lead to real providers, for a command that starts with an empty environment.
#[must_use]
pub fn provider_environment() -> BTreeMap<String, String> {
    let given =
        PLACES.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)));
    given.collect()
}

/// Returns the text of a configuration file with which an engine takes the AWS provider from where it is unpacked.
///
/// # Errors
///
/// Fails if no mirror of this machine has it.
pub fn engine_config() -> Result<String, Skip> {
    let found = provider()?;
    // The mirror's folder is above host, namespace, name, version, system and the binary itself.
    let mirror = found.binary.ancestors().nth(6).unwrap_or(&found.binary);
    let path = mirror.display();
    Ok(format!(
        "provider_installation {{\n  filesystem_mirror {{\n    path = \"{path}\"\n  }}\n}}\n"
    ))
}
