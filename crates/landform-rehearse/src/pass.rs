//! One pass over the units: apply, plan or destroy, each unit with an engine of its own and a served provider.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use landform_engine::{Session, Workspace, lift_guards, prepare, withhold_provisioners};
use landform_plan::State;
use landform_run::{Done, Executor, Failure, Phase};
use landform_terragrunt::{
    Estate, IfExists, Location, SIGNATURE, Settings, Terraform, Unit, UnitPath,
};
use landform_value::Value;
use landform_world::{Access, Cancel, Usage, World};

use crate::bench::{Bench, Extras, WorkingUnit};
use crate::rehearse::is_excluded;

/// What a unit has come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress {
    /// Its working copy, once made.
    pub(crate) working: Option<WorkingUnit>,
    /// The outputs after apply.
    pub(crate) outputs: Option<Value>,
    /// The number of resources by type after apply.
    pub(crate) types: BTreeMap<String, usize>,
    /// The changes that the second plan wants.
    pub(crate) second_plan: Vec<String>,
    /// The resources that are left after destroy.
    pub(crate) left: Option<usize>,
}

/// What all passes share.
pub(crate) struct Stage<'a> {
    pub(crate) bench: Bench<'a>,
    pub(crate) estate: &'a Estate,
    pub(crate) progress: Mutex<BTreeMap<String, Progress>>,
}

/// A pass: the stage, and what is to be done.
pub(crate) struct Pass<'a> {
    pub(crate) stage: &'a Stage<'a>,
    pub(crate) phase: Phase,
}

impl Executor for Pass<'_> {
    fn execute(&self, unit: &str, cancel: &Cancel) -> Result<Done, Failure> {
        let outcome = match self.phase {
            Phase::Apply => self.stage.apply(unit, cancel),
            Phase::Plan => self.stage.plan(unit, cancel),
            Phase::Destroy => self.stage.destroy(unit, cancel),
        };
        outcome.map_err(|message| Failure { message })
    }
}

impl<'a> Stage<'a> {
    pub(crate) fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Progress>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, unit: &str, change: impl FnOnce(&mut Progress)) {
        change(self.lock().entry(unit.to_owned()).or_default());
    }

    fn unit(&self, path: &str) -> Result<&'a Unit, String> {
        let path = UnitPath::from(path);
        self.estate.units.get(&path).ok_or_else(|| format!("`{path}` is no unit of the estate"))
    }

    fn apply(&self, path: &str, cancel: &Cancel) -> Result<Done, String> {
        let working = self.make(path, cancel)?;
        let served = self.bench.serve(&working, &State::default())?;
        let session = self.bench.session(&working, served.as_ref(), cancel);
        let started = session.init().map_err(|error| error.to_string())?;
        let applied = session.apply();
        // What was created before a fault is in the state, and must be taken down too.
        let state = self.bench.state(path)?;
        self.note(path, |progress| {
            progress.working = Some(working.clone());
            progress.types = count_types(&state);
            progress.outputs = Some(state.outputs_object());
        });
        let applied = applied.map_err(|error| error.to_string())?;
        let usage = sum(started, applied.usage);
        Ok(Done { resources: state.instances.len(), changes: applied.log.changes.len(), usage })
    }

    /// Makes the working copy of a unit anew, from the live repo as it is now and the outputs that were applied.
    pub(crate) fn make(&self, path: &str, cancel: &Cancel) -> Result<WorkingUnit, String> {
        let unit = self.unit(path)?;
        let world = self.bench.world;
        let outputs = self.dependency_outputs(unit)?;
        let inputs = unit.inputs(world, &outputs).map_err(|all| all.to_string())?;
        let settings = unit.settle(world, &outputs).map_err(|all| all.to_string())?;
        let workspace = self.workspace(unit, &settings, cancel)?;
        workspace.write_inputs(world, &inputs).map_err(|error| error.to_string())?;
        Ok(WorkingUnit {
            path: path.to_owned(),
            folder: workspace.folder,
            types: workspace.module.types,
            guarded: workspace.module.guarded,
            provisioned: workspace.module.provisioned.into_values().flatten().collect(),
            extras: extras(world, &unit.folder, &settings.terraform),
        })
    }

    fn plan(&self, path: &str, cancel: &Cancel) -> Result<Done, String> {
        let (done, changes) = self.bench.plan(&self.working(path)?, cancel)?;
        self.note(path, |progress| progress.second_plan = changes);
        Ok(done)
    }

    fn destroy(&self, path: &str, cancel: &Cancel) -> Result<Done, String> {
        let working = self.working(path)?;
        // What must never go in the real world must go here: nothing may be left.
        lift_guards(self.bench.world, &working.guarded)
            .map_err(|error| format!("cannot write the working copy: {error}"))?;
        let applied = self.bench.run(&working, cancel, |session| session.destroy())?;
        let left = self.bench.state(path)?.instances.len();
        self.note(path, |progress| progress.left = Some(left));
        Ok(Done { resources: left, changes: applied.log.changes.len(), usage: applied.usage })
    }

    /// Returns the working copy that apply has made.
    fn working(&self, path: &str) -> Result<WorkingUnit, String> {
        let working = self.lock().get(path).and_then(|progress| progress.working.clone());
        working.ok_or_else(|| "the unit has no working copy".to_owned())
    }

    /// Returns the outputs that were really applied, by the label of the dependency.
    fn dependency_outputs(&self, unit: &Unit) -> Result<BTreeMap<String, Value>, String> {
        let progress = self.lock();
        let mut outputs = BTreeMap::new();
        for dependency in unit.dependencies.iter().filter(|dependency| dependency.enabled) {
            let target = dependency.target.as_str();
            let own = progress.get(target).and_then(|progress| progress.outputs.clone());
            let own = own.ok_or_else(|| {
                let (why, cure) = self.why_not_applied(&dependency.target);
                let label = &dependency.label;
                format!("`dependency.{label}` needs the outputs of `{target}`, {why}\nhint: {cure}")
            })?;
            outputs.insert(dependency.label.clone(), own);
        }
        Ok(outputs)
    }

    /// Returns why a unit has no outputs, and what helps.
    fn why_not_applied(&self, target: &UnitPath) -> (&'static str, &'static str) {
        match self.estate.units.get(target) {
            None => (
                "which is not part of this live repo",
                "rehearse the folder that holds both, or give `skip_outputs = true` if the order alone matters",
            ),
            Some(unit) if is_excluded(unit) => (
                "whose `exclude` block keeps it out",
                "exclude this unit too, or give `skip_outputs = true` if the order alone matters",
            ),
            Some(_) => ("which has not been applied", "`landform rehearse --keep` applies it"),
        }
    }

    /// Makes the working copy of a unit, with a local back end instead of its own.
    fn workspace(
        &self,
        unit: &Unit,
        settings: &Settings,
        cancel: &Cancel,
    ) -> Result<Workspace, String> {
        let (world, place) = (self.bench.world, self.bench.place);
        let path = unit.path.as_str();
        let folder = place.work(path);
        let fetched: PathBuf;
        let (base, inside) = match settings.terraform.source.as_ref().map(|one| &one.location) {
            // It runs where it is: what it reaches from there must be beside its copy too.
            None => (self.estate.root.as_path(), Path::new(unit.path.as_str())),
            Some(Location::Local { root, subfolder }) => (root.as_path(), subfolder.as_path()),
            Some(Location::Remote { .. }) => {
                let address = unit.source().map_or("", |source| source.text.as_str());
                fetched = self.fetch(address, path, cancel)?;
                (fetched.as_path(), Path::new(""))
            }
        };
        let mut workspace = prepare(world, base, inside, &unit.folder, &folder)
            .map_err(|error| error.to_string())?;
        let fault = |error: std::io::Error| format!("cannot write the working copy: {error}");
        generate(world, &workspace, settings)?;
        workspace.reread(world).map_err(fault)?;
        withhold_provisioners(world, &workspace.module).map_err(fault)?;
        let state = place.state(path);
        world
            .create_folder(state.parent().unwrap_or(place.folder()), Access::Private)
            .and_then(|()| {
                // An override wins over whatever back end the module or the unit asks for.
                workspace.write(
                    world,
                    Path::new("landform_backend_override.tf"),
                    &local_backend(&state),
                )
            })
            .map_err(fault)?;
        Ok(workspace)
    }

    /// Lets the engine fetch a module that is not on this machine.
    fn fetch(&self, address: &str, path: &str, cancel: &Cancel) -> Result<PathBuf, String> {
        let Bench { world, engine, place, .. } = self.bench;
        let folder = place.fetched(path);
        let fault = |error: std::io::Error| format!("cannot make the folder of a module: {error}");
        if world.kind(&folder).is_some() {
            world.remove_folder(&folder).map_err(fault)?;
        }
        world.create_folder(&folder, Access::Private).map_err(fault)?;
        let (env, arguments) = (BTreeMap::new(), BTreeMap::new());
        let session = Session { world, engine, folder: folder.clone(), env, arguments, cancel };
        session
            .fetch(address)
            .map_err(|error| format!("cannot fetch the module `{address}`: {error}"))?;
        Ok(folder)
    }
}

/// Writes the files of `generate` blocks; what is there already is met as each block says.
fn generate(world: &dyn World, workspace: &Workspace, settings: &Settings) -> Result<(), String> {
    for file in settings.generate.iter().filter(|file| !file.disable) {
        let Some(text) = file.text() else { continue };
        let (path, name) = (Path::new(&file.path), &file.name);
        let target = workspace.folder.join(path);
        if world.kind(&target).is_some() {
            let is_own = || {
                let there = world.read_text(&target).unwrap_or_default();
                there.lines().next().is_some_and(|line| line.contains(SIGNATURE))
            };
            match file.if_exists {
                IfExists::Overwrite => {}
                IfExists::Skip => continue,
                IfExists::OverwriteTerragrunt if is_own() => {}
                IfExists::OverwriteTerragrunt | IfExists::Error => {
                    return Err(format!(
                        "`generate` `{name}` would replace `{}`, which the module has of its own\nhint: give `if_exists = \"overwrite\"` or another `path`",
                        file.path
                    ));
                }
            }
        }
        workspace
            .write(world, path, &text)
            .map_err(|error| format!("cannot write the working copy: {error}"))?;
    }
    Ok(())
}

fn local_backend(state: &Path) -> String {
    let path = Value::string(state.display().to_string());
    format!("terraform {{\n  backend \"local\" {{\n    path = {path}\n  }}\n}}\n")
}

/// Returns what `extra_arguments` blocks add to the commands of a rehearsal; file names are relative to the unit.
fn extras(world: &dyn World, unit: &Path, terraform: &Terraform) -> Extras {
    let mut extras = Extras::default();
    for block in &terraform.extra_arguments {
        extras.env.extend(block.env_vars.clone());
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
            extras.arguments.entry(command.clone()).or_default().extend(arguments.clone());
        }
    }
    extras
}

fn count_types(state: &State) -> BTreeMap<String, usize> {
    let mut types = BTreeMap::new();
    for instance in &state.instances {
        *types.entry(instance.type_name.clone()).or_default() += 1;
    }
    types
}

fn sum(a: Usage, b: Usage) -> Usage {
    Usage { cpu: a.cpu + b.cpu, peak_rss_bytes: a.peak_rss_bytes.max(b.peak_rss_bytes) }
}
