//! One unit: what is known of it without any outputs, and its inputs once they are there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use landform_diag::{Diagnostic, Diagnostics, Span};
use landform_hcl::nearest;
use landform_value::{Type, Value};
use landform_world::{EntryKind, World};

use crate::config::{Chain, Config, Visit};
use crate::dependency::Dependency;
use crate::discovery::UNIT_FILE;
use crate::evaluator::{Outputs, Stage};
use crate::open_inputs::{OpenInput, OutputText, open_inputs};
use crate::path::UnitPath;
use crate::settings::{self, Reading, Settings};
use crate::shared::Shared;
use crate::terraform::ModuleSource;
use crate::trail::Trail;
use crate::whereabouts;

/// How many names a message lists at most.
const LISTED: usize = 12;

/// A folder with a `terragrunt.hcl`, read.
#[derive(Debug)]
pub struct Unit {
    /// The path relative to the root of the estate.
    pub path: UnitPath,
    /// The folder.
    pub folder: PathBuf,
    /// The units whose outputs are read, in the order of the text, those of included files first.
    pub dependencies: Vec<Dependency>,
    /// Everything else that is set; parts that depend on outputs are unknown, see [`Unit::settle`].
    pub settings: Settings,
    /// The name of the account: the local `account_name` (or `account`) of the unit or of what it includes, else the first folder.
    pub account: Option<String>,
    /// The number of the account: the local `account_id` (or `aws_account_id`), if one is set.
    pub account_id: Option<String>,
    /// The region: the local `aws_region` (or `region`), else a folder that is called as one.
    pub region: Option<String>,
    /// Every file that was read for the unit, its own included.
    pub read_files: BTreeSet<PathBuf>,
    config: Config,
    shared: Arc<Shared>,
}

/// What reading one folder gave.
pub(crate) struct Outcome {
    pub(crate) path: UnitPath,
    pub(crate) unit: Option<Unit>,
    pub(crate) diagnostics: Diagnostics,
}

impl Unit {
    /// Reads the unit in a folder.
    pub(crate) fn read(world: &dyn World, shared: &Arc<Shared>, folder: &Path) -> Outcome {
        let path = UnitPath::new(shared.root(), folder);
        let mut diagnostics = Diagnostics::default();
        let file_path = folder.join(UNIT_FILE);
        let trail = Trail::default();
        let chain = Chain { path: &file_path, outer: None };
        let visit = Visit { world, shared, trail: &trail, chain: &chain };
        let file = match visit.file(&file_path) {
            Ok(file) => file,
            Err(fault) => {
                let named = landform_diag::Source::new(&file_path, "").start();
                let diagnostics = fault.into_diagnostics(&shared.shown(&file_path), &named);
                return Outcome { path, unit: None, diagnostics };
            }
        };
        let config = Config::read(visit, file, folder, &mut diagnostics);
        let Reading { dependencies, settings } = Reading::of(visit, &config, &mut diagnostics);
        if let Some(source) = &settings.terraform.source {
            diagnostics.extend(missing_module(visit, source));
        }
        let (read_files, _) = trail.into_parts();
        let unit = Self {
            account: whereabouts::account(&config, &path),
            account_id: whereabouts::account_id(&config),
            region: whereabouts::region(&config, &path),
            path: path.clone(),
            folder: folder.to_path_buf(),
            dependencies,
            settings,
            read_files,
            config,
            shared: shared.clone(),
        };
        Outcome { path, unit: Some(unit), diagnostics }
    }

    /// Returns where the module is; `None` means the folder of the unit itself.
    pub fn source(&self) -> Option<&ModuleSource> {
        self.settings.terraform.source.as_ref()
    }

    /// Returns the name of the module: the last part of its source.
    pub fn module_name(&self) -> Option<&str> {
        let text = self.source()?.text.split('?').next()?;
        text.rsplit('/').find(|part| !part.is_empty())
    }

    /// Iterates over the units that must come first: enabled dependencies and those of `dependencies`.
    pub fn edges(&self) -> impl Iterator<Item = (&UnitPath, &Span)> {
        let read = self.dependencies.iter().filter(|one| one.enabled);
        let read = read.map(|one| (&one.target, &one.span));
        read.chain(self.settings.after.iter().map(|one| (&one.target, &one.span)))
    }

    /// Iterates over the files that the unit includes.
    pub fn included_files(&self) -> impl Iterator<Item = &Path> {
        self.config.includes.iter().map(|include| include.config.file.path())
    }

    /// Returns the locals of the unit's own file.
    pub fn locals(&self) -> &BTreeMap<String, Value> {
        &self.config.locals
    }

    /// Returns for each dependency an unknown value: inputs evaluated with these show what is known without any outputs.
    pub fn unknown_outputs(&self) -> BTreeMap<String, Value> {
        let labels = self.dependencies.iter().map(|one| one.label.clone());
        labels.map(|label| (label, Value::unknown(Type::Dynamic))).collect()
    }

    /// Returns the inputs, given the outputs of each dependency by its label.
    ///
    /// # Errors
    /// Names outputs that are read but not there, and every other fault of the expressions.
    pub fn inputs(
        &self,
        world: &dyn World,
        outputs: &BTreeMap<String, Value>,
    ) -> Result<Value, Diagnostics> {
        let inputs = self.with_outputs(world, outputs, |visit, stage| {
            settings::inputs(visit, &self.config, stage)
        })?;
        if outputs.values().all(Value::is_wholly_known) {
            self.refuse_unknown(&inputs)?;
        }
        Ok(inputs)
    }

    /// Returns the inputs as text, in which `outputs` says what stands for the outputs of a dependency.
    ///
    /// # Errors
    /// Names what is neither known nor an output, and every other fault of the expressions.
    pub fn open_inputs(
        &self,
        world: &dyn World,
        outputs: OutputText<'_>,
    ) -> Result<BTreeMap<String, OpenInput>, Diagnostics> {
        self.with_outputs(world, &BTreeMap::new(), |visit, _| {
            open_inputs(visit, &self.config, &self.dependencies, outputs)
        })
    }

    /// Returns the settings again, given the outputs of each dependency by its label.
    ///
    /// # Errors
    /// Names outputs that are read but not there, and every other fault of the expressions.
    pub fn settle(
        &self,
        world: &dyn World,
        outputs: &BTreeMap<String, Value>,
    ) -> Result<Settings, Diagnostics> {
        self.with_outputs(world, outputs, |visit, stage| {
            let mut diagnostics = Diagnostics::default();
            let settings = Settings::of_config(visit, &self.config, stage, &mut diagnostics);
            diagnostics.into_result(settings)
        })
    }

    fn with_outputs<T>(
        &self,
        world: &dyn World,
        outputs: &BTreeMap<String, Value>,
        then: impl FnOnce(Visit<'_>, Stage<'_>) -> T,
    ) -> T {
        let trail = Trail::default();
        let chain = Chain { path: self.config.file.path(), outer: None };
        let visit = Visit { world, shared: &self.shared, trail: &trail, chain: &chain };
        let dependencies = &self.dependencies;
        then(visit, Stage::Known(Outputs { unit: &self.path, dependencies, outputs }))
    }

    /// Refuses inputs that stay unknown although all outputs are known: they come from a unit that is no dependency.
    fn refuse_unknown(&self, inputs: &Value) -> Result<(), Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        for (name, value) in inputs.as_entries().into_iter().flatten() {
            if !value.is_wholly_known() {
                let place = self.config.files().find_map(|config| {
                    Some(config.file.span(&config.file.attribute("inputs")?.value))
                });
                diagnostics.push(
                    Diagnostic::error(format!(
                        "input `{name}` of unit `{}` needs outputs of a unit that is no dependency of it",
                        self.path
                    ))
                    .at(place.unwrap_or_else(|| self.config.file.start()))
                    .hint("declare a `dependency` for what is read by `read_terragrunt_config`"),
                );
            }
        }
        diagnostics.into_result(())
    }
}

/// Reports a module folder that is not there.
fn missing_module(visit: Visit<'_>, source: &ModuleSource) -> Option<Diagnostic> {
    let folder = source.local_folder()?;
    let shared = visit.shared;
    if shared.kind(visit.world, &folder) == Some(EntryKind::Folder) {
        return None;
    }
    let shown = shared.shown(&folder);
    let fault =
        Diagnostic::error(format!("there is no module folder `{shown}`")).at(source.span.clone());
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned())?;
    let siblings = visit.world.list(folder.parent()?).unwrap_or_default();
    let folders = siblings.iter().filter(|entry| entry.kind == EntryKind::Folder);
    let folders: Vec<&str> = folders.map(|entry| entry.name.as_str()).collect();
    Some(match nearest(&name, folders.iter().copied()) {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None if folders.is_empty() || folders.len() > LISTED => fault,
        None => fault.hint(format!("the folders beside it are `{}`", folders.join("`, `"))),
    })
}
