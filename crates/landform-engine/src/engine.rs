//! The engine: which binary it is, where it is, which version it has.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use landform_world::{Cancel, Command, EntryKind, World};
use serde_json::Value as Json;

/// The oldest engine version that has S3-native lock files and provider reattachment as Landform uses them.
pub const MINIMUM_VERSION: (u64, u64) = (1, 8);

/// Which of the two engines a binary is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// OpenTofu.
    Tofu,
    /// Terraform.
    Terraform,
}

impl EngineKind {
    /// Returns the registry host that a provider source without a host stands for.
    pub fn registry(self) -> &'static str {
        match self {
            Self::Tofu => "registry.opentofu.org",
            Self::Terraform => "registry.terraform.io",
        }
    }

    /// Returns the engine's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tofu => "OpenTofu",
            Self::Terraform => "Terraform",
        }
    }
}

/// An engine that can be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// The binary.
    pub program: PathBuf,
    /// Which engine it is.
    pub kind: EngineKind,
    /// Its version, such as `1.11.4`.
    pub version: String,
}

/// Why there is no usable engine.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is none on `PATH`.
    #[error("no engine found: neither `tofu` nor `terraform` is on PATH")]
    Missing,
    /// The one that was asked for is not there.
    #[error("the engine `{0}` is not there or cannot be started")]
    NotThere(String),
    /// It does not answer as an engine does.
    #[error("`{program}` does not answer `version -json` as an engine does: {reason}")]
    Odd {
        /// The binary.
        program: String,
        /// What it did.
        reason: String,
    },
    /// It is too old.
    #[error("`{program}` is version {version}; at least {}.{} is needed", MINIMUM_VERSION.0, MINIMUM_VERSION.1)]
    TooOld {
        /// The binary.
        program: String,
        /// Its version.
        version: String,
    },
}

impl EngineError {
    /// Returns the way out.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing | Self::TooOld { .. } => {
                "install OpenTofu (https://opentofu.org/docs/intro/install: `brew install opentofu`, `snap install --classic opentofu`, \
                 or the deb and rpm packages) or Terraform 1.8 or later"
            }
            Self::NotThere(_) | Self::Odd { .. } => {
                "name a `tofu` or `terraform` binary with --engine or LANDFORM_ENGINE"
            }
        }
    }
}

/// Finds the engine: the one that is wanted, else `tofu`, else `terraform`, on `PATH`.
///
/// # Errors
/// Says that there is none, or why the one found cannot be used.
pub fn find(world: &dyn World, wanted: Option<&str>) -> Result<Engine, EngineError> {
    let path = world.env("PATH").unwrap_or_default();
    let folders: Vec<&Path> =
        path.split(':').filter(|part| !part.is_empty()).map(Path::new).collect();
    let on_path = |name: &str| {
        let candidates = folders.iter().map(|folder| folder.join(name));
        candidates.into_iter().find(|candidate| world.kind(candidate) == Some(EntryKind::File))
    };
    let program = match wanted {
        Some(name) if name.contains('/') => Some(PathBuf::from(name)),
        Some(name) => on_path(name),
        None => on_path("tofu").or_else(|| on_path("terraform")),
    };
    let missing = || match wanted {
        Some(name) => EngineError::NotThere(name.to_owned()),
        None => EngineError::Missing,
    };
    identify(world, program.ok_or_else(missing)?)
}

/// Asks a binary for its version.
fn identify(world: &dyn World, program: PathBuf) -> Result<Engine, EngineError> {
    let name = program.display().to_string();
    let odd = |reason: String| EngineError::Odd { program: name.clone(), reason };
    let mut env = BTreeMap::from([("CHECKPOINT_DISABLE".to_owned(), "1".to_owned())]);
    env.extend(world.env("PATH").map(|path| ("PATH".to_owned(), path)));
    let args = vec!["version".to_owned(), "-json".to_owned()];
    let command = Command { program: program.clone(), args, folder: PathBuf::from("/"), env };
    let answer = match world.run(&command, &Cancel::default()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(EngineError::NotThere(name));
        }
        answer => answer.map_err(|error| odd(error.to_string()))?,
    };
    let json: Json =
        serde_json::from_slice(&answer.stdout).map_err(|error| odd(error.to_string()))?;
    let version = json.get("terraform_version").and_then(Json::as_str);
    let version = version.ok_or_else(|| odd("it names no version".to_owned()))?.to_owned();
    if parse_version(&version).is_none_or(|version| version < MINIMUM_VERSION) {
        return Err(EngineError::TooOld { program: name, version });
    }
    // Both answer with the same keys: the file's name and, failing that, the plain-text answer tell them apart.
    let kind =
        if is_tofu(world, &command, &program) { EngineKind::Tofu } else { EngineKind::Terraform };
    Ok(Engine { program, kind, version })
}

fn is_tofu(world: &dyn World, command: &Command, program: &Path) -> bool {
    match program.file_name().and_then(|name| name.to_str()) {
        Some("tofu") => true,
        Some("terraform") => false,
        _ => {
            let command = Command { args: vec!["version".to_owned()], ..command.clone() };
            world
                .run(&command, &Cancel::default())
                .is_ok_and(|answer| answer.stdout.starts_with(b"OpenTofu"))
        }
    }
}

fn parse_version(text: &str) -> Option<(u64, u64)> {
    let mut parts = text.split(['.', '-']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests;
