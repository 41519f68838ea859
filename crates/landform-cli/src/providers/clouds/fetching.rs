//! Providers that are not on this machine: the engine fetches them, once, into a folder that all later runs look into.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use landform_engine::{Engine, ProviderAddress, Session};
use landform_value::Value;
use landform_world::{Access, Cancel, World};

use super::LOCK_FILE;

/// The folder that an engine leaves fetched providers in, for others to use.
const CACHE_VARIABLE: &str = "TF_PLUGIN_CACHE_DIR";

/// Fetches providers.
pub(super) struct Fetching {
    /// Where they go; laid out like a mirror.
    cache: PathBuf,
    /// A private folder to work in.
    scratch: PathBuf,
    /// What was tried, and what came of it: engines must not write into one cache at once.
    tried: Mutex<BTreeMap<Wish, Result<(), String>>>,
}

/// A provider, its constraints and the text of the lock file.
type Wish = (ProviderAddress, BTreeSet<String>, Option<String>);

impl Fetching {
    /// Fetches into `cache`, working in `scratch`.
    pub(super) fn new(cache: PathBuf, scratch: PathBuf) -> Self {
        Self { cache, scratch, tried: Mutex::default() }
    }

    /// Returns the folder with everything that was fetched.
    pub(super) fn cache(&self) -> &Path {
        &self.cache
    }

    /// Lets an engine fetch a provider, with the settings that the user has made for it.
    pub(super) fn fetch(
        &self,
        world: &dyn World,
        engine: &Engine,
        wish: Wish,
    ) -> Result<(), String> {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = tried.get(&wish) {
            return known.clone();
        }
        let folder = self.scratch.join(format!("fetch-{}", tried.len()));
        let done = self.run(world, engine, &folder, &wish);
        tried.insert(wish, done.clone());
        done
    }

    fn run(
        &self,
        world: &dyn World,
        engine: &Engine,
        folder: &Path,
        (address, constraints, lock): &Wish,
    ) -> Result<(), String> {
        let fault = |error: std::io::Error| format!("cannot fetch `{address}`: {error}");
        for made in [folder, self.cache.as_path()] {
            world.create_folder(made, Access::Private).map_err(fault)?;
        }
        let text = configuration(address, constraints);
        world.write(&folder.join("main.tf"), text.as_bytes(), Access::Private).map_err(fault)?;
        if let Some(lock) = lock {
            let file = folder.join(LOCK_FILE);
            world.write(&file, lock.as_bytes(), Access::Private).map_err(fault)?;
        }
        // The registry is reached as the user reaches it, whatever the cloud is.
        let mut env = world.variables();
        env.retain(|name, _| !name.starts_with("TF_CLI_ARGS") && name != "TF_REATTACH_PROVIDERS");
        env.insert(CACHE_VARIABLE.to_owned(), self.cache.display().to_string());
        let session = Session {
            world,
            engine,
            folder: folder.to_path_buf(),
            env,
            arguments: BTreeMap::new(),
            cancel: &Cancel::default(),
        };
        let done = session.init();
        // What was linked or unpacked there is of no more use.
        let _ = world.remove_folder(folder);
        done.map(drop).map_err(|error| format!("cannot fetch `{address}`: {error}"))
    }
}

/// Returns a configuration that requires one provider and nothing else.
fn configuration(address: &ProviderAddress, constraints: &BTreeSet<String>) -> String {
    let text = |text: String| Value::string(text).to_string();
    let all = constraints.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let version = match all.is_empty() {
        true => String::new(),
        false => format!("      version = {}\n", text(all)),
    };
    let source = text(address.to_string());
    format!(
        "terraform {{\n  required_providers {{\n    wanted = {{\n      source  = {source}\n{version}    }}\n  }}\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use landform_engine::EngineKind;
    use landform_os::OsWorld;

    use super::*;

    /// Plays an engine whose registry has one provider.
    const SCRIPT: &str = r#"#!/bin/sh
echo run >> "RUNS"
grep -q '"acme/known"' main.tf || { echo "Error: Failed to query available provider packages" >&2; exit 1; }
cp main.tf "RUNS.tf"
mkdir -p "$TF_PLUGIN_CACHE_DIR/registry.terraform.io/acme/known/1.2.3/linux_amd64"
"#;

    #[test]
    fn a_provider_is_fetched_once_into_a_folder_for_all() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let script = SCRIPT.replace("RUNS", &at("runs").display().to_string());
        std::fs::write(at("engine"), script).unwrap();
        std::fs::set_permissions(at("engine"), std::fs::Permissions::from_mode(0o700)).unwrap();
        let (kind, version) = (EngineKind::Terraform, "1.11.4".to_owned());
        let engine = Engine { program: at("engine"), kind, version };
        let fetching = Fetching::new(at("cache"), at("scratch"));
        let wish = |name: &str| -> Wish {
            let constraints = BTreeSet::from(["< 2".to_owned(), ">= 1".to_owned()]);
            (ProviderAddress::parse(name).unwrap(), constraints, None)
        };
        let world = OsWorld::default();
        for _ in 0..2 {
            fetching.fetch(&world, &engine, wish("acme/known")).unwrap();
            let fault = fetching.fetch(&world, &engine, wish("acme/other")).unwrap_err();
            assert!(fault.starts_with("cannot fetch `acme/other`: Failed to query"), "{fault}");
        }
        let runs = std::fs::read_to_string(at("runs")).unwrap();
        assert_eq!(runs.lines().count(), 2, "neither is tried again");
        assert!(at("cache/registry.terraform.io/acme/known/1.2.3").is_dir());
        assert_eq!(at("scratch").read_dir().unwrap().count(), 0);
        let asked = std::fs::read_to_string(at("runs.tf")).unwrap();
        assert!(asked.contains("version = \"< 2, >= 1\""), "{asked}");
    }
}
