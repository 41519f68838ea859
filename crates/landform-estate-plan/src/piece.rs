//! One unit as a module of the stitched root.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use landform_engine::{Workspace, prepare};
use landform_hcl::{Step, steps_text};
use landform_terragrunt::{Dependency, Location, OpenInput, Terraform, Unit};
use landform_value::Value;
use landform_world::World;

use crate::module::{Opened, open};
use crate::provider::Aliases;

/// The folder below the root that holds the modules of all units.
pub(crate) const UNITS: &str = "units";

/// A unit that can be stitched in.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The name of its module.
    pub(crate) module: String,
    /// The path of its module, relative to the root.
    pub(crate) source: String,
    /// Its inputs, those that the module declares.
    pub(crate) inputs: BTreeMap<String, OpenInput>,
    /// The paths of the units that its dependencies lead to, by label.
    pub(crate) targets: BTreeMap<String, String>,
    /// The alias in the root by how the unit refers to its provider configuration.
    pub(crate) aliases: BTreeMap<String, String>,
    /// The resource and data types in use.
    pub(crate) types: BTreeSet<String>,
    /// What was found in its files.
    pub(crate) opened: Opened,
}

/// What all pieces are made with.
pub(crate) struct Making<'a> {
    pub(crate) world: &'a dyn World,
    /// The root of the stitched estate.
    pub(crate) root: &'a Path,
    /// The module names of all units.
    pub(crate) names: &'a BTreeMap<String, String>,
}

impl Making<'_> {
    /// Makes the piece of a unit, with a copy of its module; says why where that cannot be.
    pub(crate) fn piece(&self, unit: &Unit, aliases: &mut Aliases) -> Result<Piece, String> {
        let path = unit.path.as_str();
        let module = self.names.get(path).cloned().unwrap_or_default();
        self.refuse_arguments(unit)?;
        let text = |dependency: &Dependency, steps: &[Step]| {
            let target = self.names.get(dependency.target.as_str());
            format!("module.{}{}", target.map_or("", String::as_str), steps_text(steps))
        };
        let mut inputs = unit.open_inputs(self.world, &text).map_err(|all| all.to_string())?;
        let workspace = self.workspace(unit, &module)?;
        inputs.retain(|name, _| workspace.module.variables.contains(name));
        let known: BTreeMap<String, Value> = inputs
            .iter()
            .filter(|(_, input)| input.value.is_wholly_known())
            .map(|(name, input)| (name.clone(), input.value.clone()))
            .collect();
        let opened = open(self.world, &workspace.folder, &known)?;
        let account = unit.account.as_deref().unwrap_or_default();
        let place = format!("{account}/{}", unit.region.as_deref().unwrap_or_default());
        let given = opened.providers.iter().map(|one| (one.reference(), aliases.of(one, &place)));
        let aliases: BTreeMap<String, String> = given.collect();
        self.declare_aliases(&workspace, &opened)?;
        let relative = workspace.folder.strip_prefix(self.root).unwrap_or(&workspace.folder);
        let read = unit.dependencies.iter().filter(|one| one.enabled && !one.skip_outputs);
        let targets = read.map(|one| (one.label.clone(), one.target.to_string())).collect();
        Ok(Piece {
            source: format!("./{}", relative.display()),
            types: workspace.module.types,
            module,
            inputs,
            targets,
            aliases,
            opened,
        })
    }

    /// Copies the module and writes what is generated beside it; the back end is the root's business.
    fn workspace(&self, unit: &Unit, module: &str) -> Result<Workspace, String> {
        let (base, inside): (PathBuf, &Path) = match unit.source().map(|source| &source.location) {
            None => (unit.folder.clone(), Path::new("")),
            Some(Location::Local { root, subfolder }) => (root.clone(), subfolder.as_path()),
            Some(Location::Remote { address, .. }) => {
                return Err(format!("its module `{address}` is not on this machine"));
            }
        };
        let folder = self.root.join(UNITS).join(module);
        let workspace = prepare(self.world, &base, inside, &unit.folder, &folder)
            .map_err(|error| error.to_string())?;
        for file in unit.settings.generate.iter().filter(|file| !file.disable) {
            let text = file.text().ok_or_else(|| {
                format!("the file `{}` is generated from outputs that are not known yet", file.path)
            })?;
            workspace
                .write(self.world, Path::new(&file.path), &text)
                .map_err(|error| format!("cannot write the module: {error}"))?;
        }
        Ok(workspace)
    }

    /// A module must say which aliases it takes from its caller.
    fn declare_aliases(&self, workspace: &Workspace, opened: &Opened) -> Result<(), String> {
        let mut aliases: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for one in opened.providers.iter().filter(|one| one.alias.is_some()) {
            aliases.entry(&one.local).or_default().push(one.reference());
        }
        if aliases.is_empty() {
            return Ok(());
        }
        let mut text = String::from("terraform {\n  required_providers {\n");
        for (local, references) in aliases {
            let source = opened.source_of(local);
            text.push_str(&format!(
                "    {local} = {{\n      source = {}\n      configuration_aliases = [{}]\n    }}\n",
                Value::string(source),
                references.join(", ")
            ));
        }
        text.push_str("  }\n}\n");
        workspace
            .write(self.world, Path::new("landform_aliases_override.tf"), &text)
            .map_err(|error| format!("cannot write the module: {error}"))
    }

    /// Refuses arguments that would change what this unit's plan means.
    fn refuse_arguments(&self, unit: &Unit) -> Result<(), String> {
        let terraform: &Terraform = &unit.settings.terraform;
        for block in &terraform.extra_arguments {
            if !block.commands.iter().any(|command| command == "plan") {
                continue;
            }
            let known = ["-lock", "-parallelism", "-compact-warnings", "-no-color", "-input"];
            let harmless = |argument: &String| known.iter().any(|one| argument.starts_with(one));
            let there = |file: &String| self.world.kind(&unit.folder.join(file)).is_some();
            if !block.arguments.iter().all(harmless)
                || !block.env_vars.is_empty()
                || !block.required_var_files.is_empty()
                || block.optional_var_files.iter().any(there)
            {
                return Err(format!(
                    "`extra_arguments \"{}\"` is for an engine run of its own",
                    block.name
                ));
            }
        }
        Ok(())
    }
}

impl Opened {
    /// Returns the source address of a provider.
    pub(crate) fn source_of(&self, local: &str) -> String {
        self.sources.get(local).cloned().unwrap_or_else(|| format!("hashicorp/{local}"))
    }
}

impl Piece {
    /// Returns the call of the module.
    pub(crate) fn call(&self) -> String {
        let mut text = format!("module \"{}\" {{\n  source = \"{}\"\n", self.module, self.source);
        if !self.aliases.is_empty() {
            text.push_str("  providers = {\n");
            for (own, alias) in &self.aliases {
                let local = own.split('.').next().unwrap_or(own);
                text.push_str(&format!("    {own} = {local}.{alias}\n"));
            }
            text.push_str("  }\n");
        }
        for (name, input) in &self.inputs {
            text.push_str(&format!("  {name} = {}\n", input.text));
        }
        text.push_str("}\n");
        text
    }
}
