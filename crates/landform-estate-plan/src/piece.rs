//! One unit as a module of the stitched root.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use landform_engine::{Fetched, Session, Workspace, prepare};
use landform_hcl::{Step, literal, steps_text};
use landform_plan::State;
use landform_terragrunt::{Dependency, Estate, Location, OpenInput, Settings, Unit};
use landform_value::Value;
use landform_workbench::generate;
use landform_world::{Access, Cancel};

use crate::files::{Files, Replacement};
use crate::given::Given;
use crate::lock::LOCK_FILE;
use crate::manifest::{Installed, installed};
use crate::module::{Import, Opened, open};
use crate::plan::{Outcome, Request};
use crate::provider::{Aliases, RootProvider};

/// The folder below the root that holds the modules of all units.
pub(crate) const UNITS: &str = "units";

/// The folder below the root that holds modules from elsewhere.
const FETCHED: &str = "fetched";

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
    /// The configuration in the root by how the unit refers to its own.
    pub(crate) aliases: BTreeMap<String, RootProvider>,
    /// The resource and data types in use.
    pub(crate) types: BTreeSet<String>,
    /// What was found in its files.
    pub(crate) opened: Opened,
    /// The modules on disk, its own first; nothing where the engine must fetch one.
    pub(crate) installed: Option<Vec<Installed>>,
    /// Whether its own folder may show in values.
    pub(crate) mentions_folder: bool,
    /// Its lock file.
    pub(crate) lock: Option<String>,
}

/// What all pieces are made with.
pub(crate) struct Making<'a> {
    pub(crate) request: &'a Request<'a>,
    pub(crate) cancel: &'a Cancel,
    /// The module names of all units.
    pub(crate) names: &'a BTreeMap<String, String>,
    /// Modules from elsewhere that are here already, by address.
    pub(crate) fetched: RefCell<BTreeMap<String, Result<Fetched, String>>>,
}

impl Making<'_> {
    /// Makes the piece of a unit, with a copy of its module; says what else becomes of it where that cannot be.
    pub(crate) fn piece(&self, unit: &Unit, aliases: &mut Aliases) -> Result<Piece, Outcome> {
        let settings = self.settled(unit)?;
        let settings = settings.as_ref().unwrap_or(&unit.settings);
        self.made(unit, settings, aliases).map_err(Outcome::Failed)
    }

    fn made(
        &self,
        unit: &Unit,
        settings: &Settings,
        aliases: &mut Aliases,
    ) -> Result<Piece, String> {
        let (world, root) = (self.request.world, self.request.folder);
        let module = self.names.get(unit.path.as_str()).cloned().unwrap_or_default();
        let workspace = self.workspace(unit, settings, &module)?;
        let relative = workspace.folder.strip_prefix(root).unwrap_or(&workspace.folder);
        let source = format!("./{}", relative.display());
        let mut files = Files::read(world, &workspace.folder)?;
        let declared = files.variables();
        let mut inputs = self.inputs(unit)?;
        let given = Given { world, unit, declared: &declared };
        for (name, value) in given.values(&files.settings)? {
            let text = literal(&value).ok_or_else(|| format!("`{name}` has no value"))?;
            inputs.insert(name, OpenInput { text, value, reads: BTreeSet::new() });
        }
        inputs.retain(|name, _| declared.contains_key(name));
        let opened = open(&mut files, &declared, &inputs)?;
        let account = unit.account.as_deref().unwrap_or_default();
        let place = format!("{account}/{}", unit.region.as_deref().unwrap_or_default());
        let given = opened
            .providers
            .iter()
            .map(|one| (one.reference(), aliases.of(one, &opened.source_of(&one.local), &place)));
        let aliases: BTreeMap<String, RootProvider> = given.collect();
        let own = Installed {
            key: module.clone(),
            source: source.clone(),
            folder: relative.to_path_buf(),
        };
        let mut mentions_folder = files.mentions("path.");
        let children = files.children();
        self.place(&mut files, &own.folder, &own.folder);
        files.write(world)?;
        let below = installed(world, root, &own, &children, &mut |mut files, folder| {
            mentions_folder |= files.mentions("path.");
            self.place(&mut files, &own.folder, folder);
            files.write(world)
        })?;
        self.declare_aliases(&workspace, &opened)?;
        let read = unit.dependencies.iter().filter(|one| one.enabled && !one.skip_outputs);
        let targets = read.map(|one| (one.label.clone(), one.target.to_string())).collect();
        Ok(Piece {
            source,
            types: workspace.module.types,
            module,
            inputs,
            targets,
            aliases,
            opened,
            mentions_folder,
            lock: world.read_text(&workspace.folder.join(LOCK_FILE)).ok(),
            installed: below.map(|below| std::iter::once(own).chain(below).collect()),
        })
    }

    fn inputs(&self, unit: &Unit) -> Result<BTreeMap<String, OpenInput>, String> {
        let text = |dependency: &Dependency, steps: &[Step]| {
            let target = self.names.get(dependency.target.as_str());
            format!("module.{}{}", target.map_or("", String::as_str), steps_text(steps))
        };
        unit.open_inputs(self.request.world, &text).map_err(|all| all.to_string())
    }

    /// Lets names of folders mean what they mean in an engine run of the unit's own; `folder` is the one of the module.
    fn place(&self, files: &mut Files, unit: &Path, folder: &Path) {
        let text = |path: &Path| Some(Value::string(path.display().to_string()).to_string());
        let relative = relative(unit, folder);
        files.replace_names(&[
            Replacement {
                word: "path.root".to_owned(),
                read: text(unit),
                shown: text(".".as_ref()),
            },
            Replacement { word: "path.module".to_owned(), read: None, shown: text(&relative) },
            Replacement {
                word: "path.cwd".to_owned(),
                read: text(&self.request.folder.join(unit)),
                shown: text(&self.request.folder.join(unit)),
            },
        ]);
    }

    /// Returns the settings again where a file is generated from outputs, which come from states then.
    fn settled(&self, unit: &Unit) -> Result<Option<Settings>, Outcome> {
        let mut open = unit.settings.generate.iter().filter(|one| !one.disable);
        let Some(file) = open.find(|one| one.contents.is_none()) else { return Ok(None) };
        let mut outputs = BTreeMap::new();
        for dependency in unit.dependencies.iter().filter(|one| one.enabled) {
            let state = self.request.states.get(dependency.target.as_str());
            let Some(state) = state.and_then(|text| State::read(text).ok()) else {
                return Err(Outcome::AfterUpstream(format!(
                    "the file `{}` is generated from outputs of {}, which is not applied yet",
                    file.path, dependency.target
                )));
            };
            outputs.insert(dependency.label.clone(), state.outputs_object());
        }
        let settled = unit.settle(self.request.world, &outputs);
        settled.map(Some).map_err(|all| {
            Outcome::AfterUpstream(format!(
                "the file `{}` is generated from outputs that are not there yet: {all}",
                file.path
            ))
        })
    }

    /// Copies the module and writes what is generated beside it; the back end is the root's business.
    fn workspace(
        &self,
        unit: &Unit,
        settings: &Settings,
        module: &str,
    ) -> Result<Workspace, String> {
        let world = self.request.world;
        let estate: &Estate = self.request.estate;
        let fetched: Fetched;
        let (base, inside) = match settings.terraform.source.as_ref().map(|one| &one.location) {
            // It runs where it is: what it reaches from there must be beside its copy too.
            None => (estate.root.as_path(), Path::new(unit.path.as_str())),
            Some(Location::Local { root, subfolder }) => (root.as_path(), subfolder.as_path()),
            Some(Location::Remote { .. }) => {
                let address = unit.source().map_or("", |source| source.text.as_str());
                fetched = self.fetch(address)?;
                (fetched.package.as_path(), fetched.inside.as_path())
            }
        };
        let folder = self.request.folder.join(UNITS).join(module);
        let mut workspace = prepare(world, base, inside, &unit.folder, &folder)
            .map_err(|error| error.to_string())?;
        for file in &settings.generate {
            generate(world, &workspace, file)?;
        }
        workspace.reread(world).map_err(fault)?;
        Ok(workspace)
    }

    /// Lets the engine fetch a module that is not on this machine, once for all units that have it.
    fn fetch(&self, address: &str) -> Result<Fetched, String> {
        if let Some(known) = self.fetched.borrow().get(address) {
            return known.clone();
        }
        let number = self.fetched.borrow().len();
        let folder = self.request.folder.join(FETCHED).join(number.to_string());
        let Request { world, engine, footing, .. } = *self.request;
        world.create_folder(&folder, Access::Private).map_err(fault)?;
        let (env, arguments) = (footing.env.clone(), BTreeMap::new());
        let cancel = self.cancel;
        let session = Session { world, engine, folder, env, arguments, cancel };
        let done = session
            .fetch(address)
            .map_err(|error| format!("cannot fetch the module `{address}`: {error}"));
        self.fetched.borrow_mut().insert(address.to_owned(), done.clone());
        done
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
            .write(self.request.world, Path::new("landform_aliases_override.tf"), &text)
            .map_err(fault)
    }
}

/// Returns the way from a folder to another one, both being relative to the same place.
pub(crate) fn relative(from: &Path, to: &Path) -> PathBuf {
    if from == to {
        return PathBuf::from(".");
    }
    let (mut from, mut to) = (from.components().peekable(), to.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    from.map(|_| Component::ParentDir).chain(to).collect()
}

fn fault(error: std::io::Error) -> String {
    format!("cannot write the module: {error}")
}

impl Opened {
    /// Returns the source address of a provider.
    pub(crate) fn source_of(&self, local: &str) -> String {
        self.sources.get(local).cloned().unwrap_or_else(|| format!("hashicorp/{local}"))
    }
}

impl Piece {
    /// Returns the call of the module, and the imports into it.
    pub(crate) fn call(&self) -> String {
        let mut text = format!("module \"{}\" {{\n  source = \"{}\"\n", self.module, self.source);
        if !self.aliases.is_empty() {
            text.push_str("  providers = {\n");
            for (own, root) in &self.aliases {
                text.push_str(&format!("    {own} = {}.{}\n", root.local, root.alias));
            }
            text.push_str("  }\n");
        }
        for (name, input) in &self.inputs {
            text.push_str(&format!("  {name} = {}\n", input.text));
        }
        text.push_str("}\n");
        text.extend(self.opened.imports.iter().map(|import| self.import(import)));
        text
    }

    fn import(&self, import: &Import) -> String {
        let mut text = format!("\nimport {{\n  to = module.{}.{}\n", self.module, import.to);
        // Without one the configuration of the resource itself counts.
        if let Some(root) = import.provider.as_ref().and_then(|own| self.aliases.get(own)) {
            text.push_str(&format!("  provider = {}.{}\n", root.local, root.alias));
        }
        for (name, value) in &import.rest {
            text.push_str(&format!("  {name} = {value}\n"));
        }
        text.push_str("}\n");
        text
    }
}
