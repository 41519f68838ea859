//! Making working copies: the module, the unit's own files, what is generated, the back end, the inputs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landform_engine::{Fetched, Session, Workspace, prepare, withhold_provisioners};
use landform_plan::Backend;
use landform_terragrunt::{
    Estate, Generate, IfExists, Location, RemoteState, SIGNATURE, Settings, Terraform, Unit,
};
use landform_value::{Data, Value, to_json};
use landform_world::{Access, Cancel, World};
use serde_json::json;

use crate::bench::{Bench, WorkingUnit};
use crate::footing::{BackEnd, Provisioners};

/// Where an engine has the state of a configuration without a back end, in the working copy.
pub const STATE_FILE: &str = "terraform.tfstate";

/// Where an engine notes which back end `init` has prepared, in the working copy.
const PREPARED: &str = ".terraform/terraform.tfstate";

/// Makes the working copies of the units of an estate.
#[derive(Clone, Copy)]
pub struct Making<'a> {
    /// What engines run on.
    pub bench: Bench<'a>,
    /// The live repo.
    pub estate: &'a Estate,
}

impl Making<'_> {
    /// Makes the working copy of a unit anew, given the outputs of each of its dependencies by label.
    ///
    /// # Errors
    /// Says why there can be none.
    pub fn make(
        &self,
        unit: &Unit,
        outputs: &BTreeMap<String, Value>,
        cancel: &Cancel,
    ) -> Result<WorkingUnit, String> {
        let world = self.bench.world;
        let inputs = unit.inputs(world, outputs).map_err(|all| all.to_string())?;
        let settings = unit.settle(world, outputs).map_err(|all| all.to_string())?;
        if self.bench.footing.back_end != BackEnd::Local {
            refuse_placeholders(&inputs)?;
        }
        let folder = self.bench.place.work(unit.path.as_str());
        let workspace = self.workspace(unit, &settings, &folder, cancel)?;
        workspace.write_inputs(world, &inputs).map_err(|error| error.to_string())?;
        Ok(self.working_unit(unit, &settings, workspace))
    }

    /// Makes a working copy in which an engine can read the state of a unit and nothing else: it has no inputs.
    ///
    /// # Errors
    /// Says why there can be none.
    pub fn make_for_state(&self, unit: &Unit, cancel: &Cancel) -> Result<WorkingUnit, String> {
        let folder = self.bench.place.reading(unit.path.as_str());
        let workspace = self.workspace(unit, &unit.settings, &folder, cancel)?;
        Ok(self.working_unit(unit, &unit.settings, workspace))
    }

    fn working_unit(&self, unit: &Unit, settings: &Settings, workspace: Workspace) -> WorkingUnit {
        let (env, mut arguments) = extras(self.bench.world, &unit.folder, &settings.terraform);
        if self.bench.footing.back_end == BackEnd::Own {
            let given = settings.remote_state.as_ref().map(backend_arguments).unwrap_or_default();
            arguments.entry("init".to_owned()).or_default().extend(given);
        }
        WorkingUnit {
            path: unit.path.to_string(),
            folder: workspace.folder,
            types: workspace.module.types,
            guarded: workspace.module.guarded,
            protected: workspace.module.protected,
            provisioned: workspace.module.provisioned.into_values().flatten().collect(),
            env,
            arguments,
        }
    }

    fn workspace(
        &self,
        unit: &Unit,
        settings: &Settings,
        folder: &Path,
        cancel: &Cancel,
    ) -> Result<Workspace, String> {
        let world = self.bench.world;
        let fetched: Fetched;
        let (base, inside) = match settings.terraform.source.as_ref().map(|one| &one.location) {
            // It runs where it is: what it reaches from there must be beside its copy too.
            None => (self.estate.root.as_path(), Path::new(unit.path.as_str())),
            Some(Location::Local { root, subfolder }) => (root.as_path(), subfolder.as_path()),
            Some(Location::Remote { .. }) => {
                let address = unit.source().map_or("", |source| source.text.as_str());
                fetched = self.fetch(address, unit.path.as_str(), cancel)?;
                (fetched.package.as_path(), fetched.inside.as_path())
            }
        };
        let mut workspace = prepare(world, base, inside, &unit.folder, folder)
            .map_err(|error| error.to_string())?;
        for file in &settings.generate {
            generate(world, &workspace, file)?;
        }
        workspace.reread(world).map_err(fault)?;
        if self.bench.footing.provisioners == Provisioners::Withheld {
            withhold_provisioners(world, &workspace.module).map_err(fault)?;
        }
        self.back_end(unit, settings, &workspace)?;
        Ok(workspace)
    }

    fn back_end(
        &self,
        unit: &Unit,
        settings: &Settings,
        workspace: &Workspace,
    ) -> Result<(), String> {
        let (world, place) = (self.bench.world, self.bench.place);
        match self.bench.footing.back_end {
            BackEnd::Own => {
                let Some(remote) = &settings.remote_state else { return Ok(()) };
                if let Some(file) = remote.backend_file() {
                    generate(world, workspace, &file)?;
                }
                match local_state(remote, &unit.folder) {
                    // A path that is relative would lead into the working copy, which goes away.
                    Some(state) => self.keep_in(&state, workspace),
                    None => Ok(()),
                }
            }
            BackEnd::Local => self.keep_in(&place.state(unit.path.as_str()), workspace),
            // Without any back end, an engine has the state beside the configuration, and nothing to prepare.
            BackEnd::Copied if !workspace.module.has_back_end => Ok(()),
            BackEnd::Copied => self.keep_in(&workspace.folder.join(STATE_FILE), workspace),
        }
    }

    /// Keeps the state in a file, whatever back end the module or the unit asks for: an override wins.
    fn keep_in(&self, state: &Path, workspace: &Workspace) -> Result<(), String> {
        let Bench { world, place, .. } = self.bench;
        let name = Path::new("landform_backend_override.tf");
        world
            .create_folder(state.parent().unwrap_or(place.folder()), Access::Private)
            .and_then(|()| workspace.write(world, name, &local_backend(state)))
            .and_then(|()| workspace.write(world, Path::new(PREPARED), &prepared_backend(state)))
            .map_err(fault)
    }

    /// Lets the engine fetch a module that is not on this machine.
    fn fetch(&self, address: &str, path: &str, cancel: &Cancel) -> Result<Fetched, String> {
        let Bench { world, engine, place, footing, .. } = self.bench;
        let folder = place.fetched(path);
        let fault = |error: std::io::Error| format!("cannot make the folder of a module: {error}");
        if world.kind(&folder).is_some() {
            world.remove_folder(&folder).map_err(fault)?;
        }
        world.create_folder(&folder, Access::Private).map_err(fault)?;
        let (env, arguments) = (footing.env.clone(), BTreeMap::new());
        let session = Session { world, engine, folder: folder.clone(), env, arguments, cancel };
        session
            .fetch(address)
            .map_err(|error| format!("cannot fetch the module `{address}`: {error}"))
    }
}

fn fault(error: std::io::Error) -> String {
    format!("cannot write the working copy: {error}")
}

/// Writes the file of a `generate` block; what is there already is met as the block says.
///
/// # Errors
/// Says that the block would replace what the module has of its own, or what cannot be written.
pub fn generate(world: &dyn World, workspace: &Workspace, file: &Generate) -> Result<(), String> {
    let Some(text) = file.text().filter(|_| !file.disable) else { return Ok(()) };
    let (path, name) = (Path::new(&file.path), &file.name);
    let target = workspace.folder.join(path);
    if world.kind(&target).is_some() {
        let is_own = || {
            let there = world.read_text(&target).unwrap_or_default();
            there.lines().next().is_some_and(|line| line.contains(SIGNATURE))
        };
        match file.if_exists {
            IfExists::Overwrite => {}
            IfExists::Skip => return Ok(()),
            IfExists::OverwriteTerragrunt if is_own() => {}
            IfExists::OverwriteTerragrunt | IfExists::Error => {
                return Err(format!(
                    "`generate` `{name}` would replace `{}`, which the module has of its own\nhint: give `if_exists = \"overwrite\"` or another `path`",
                    file.path
                ));
            }
        }
    }
    workspace.write(world, path, &text).map_err(fault)
}

/// Returns what `init` would note of a local back end, so that it need not run. An engine that reads it otherwise asks for `init`.
fn prepared_backend(state: &Path) -> String {
    let backend =
        json!({ "type": "local", "config": { "path": state.display().to_string() }, "hash": 0 });
    json!({ "version": 3, "backend": backend }).to_string()
}

fn local_backend(state: &Path) -> String {
    let path = Value::string(state.display().to_string());
    format!("terraform {{\n  backend \"local\" {{\n    path = {path}\n  }}\n}}\n")
}

/// Returns the file that a local back end of a unit means.
fn local_state(remote: &RemoteState, unit: &Path) -> Option<PathBuf> {
    let backend = Backend::of(&remote.backend, &remote.engine_config(), unit)?;
    (backend.kind == "local").then(|| backend.text("path").map(PathBuf::from)).flatten()
}

/// Refuses made-up values: nothing real may be made of them.
fn refuse_placeholders(inputs: &Value) -> Result<(), String> {
    let entries = inputs.as_entries().into_iter().flatten();
    let made_up: Vec<&str> = entries
        .filter(|(_, value)| value.marks_deep().placeholder)
        .map(|(name, _)| name.as_str())
        .collect();
    if made_up.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the inputs `{}` come from `mock_outputs`, which are made up\nhint: let the dependency be applied first, without `skip_outputs` or `enabled = false`, or give real values",
        made_up.join("`, `")
    ))
}

/// Returns what `init` must be told of a back end whose block is the module's own.
fn backend_arguments(remote: &RemoteState) -> Vec<String> {
    if remote.generate.is_some() || remote.backend == "local" {
        return Vec::new();
    }
    let config = remote.engine_config();
    let entries = config.as_entries().into_iter().flatten();
    let text = |value: &Value| match value.clone().unmark_deep().0 {
        value if matches!(value.data(), Data::String(_)) => {
            value.as_str().unwrap_or_default().to_owned()
        }
        value => to_json(&value).unwrap_or_default().to_string(),
    };
    entries.map(|(name, value)| format!("-backend-config={name}={}", text(value))).collect()
}

/// What `extra_arguments` blocks add: variables, and arguments by command.
type Extras = (BTreeMap<String, String>, BTreeMap<String, Vec<String>>);

/// Returns what `extra_arguments` blocks add to engine commands; file names are relative to the unit.
fn extras(world: &dyn World, unit: &Path, terraform: &Terraform) -> Extras {
    let mut env = BTreeMap::new();
    let mut by_command: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for block in &terraform.extra_arguments {
        env.extend(block.env_vars.clone());
        let required = block.required_var_files.iter().map(|file| unit.join(file));
        let optional = block.optional_var_files.iter().map(|file| unit.join(file));
        let files = required.chain(optional.filter(|file| world.kind(file).is_some()));
        let arguments: Vec<String> = block
            .arguments
            .iter()
            .cloned()
            .chain(files.map(|file| format!("-var-file={}", file.display())))
            .collect();
        for command in &block.commands {
            by_command.entry(command.clone()).or_default().extend(arguments.clone());
        }
    }
    (env, by_command)
}
