//! One file as it reads for one unit: its includes, features and locals.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hcl_edit::structure::Block;
use landform_diag::{Diagnostic, Diagnostics, Span};
use landform_value::{Type, Value, convert};
use landform_world::World;

use crate::evaluator::{Evaluator, Stage};
use crate::fields::Fields;
use crate::file::{ConfigFile, FileFault};
use crate::functions::Answers;
use crate::path::normal;
use crate::shared::{Kept, Locals, Shared, keep, reuse};
use crate::trail::{Trail, Watched};

/// How an included file and the including one become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// Not at all: the include is only read by `include.<label>`.
    NoMerge,
    /// Top-level keys of the child replace those of the parent.
    Shallow,
    /// Maps are merged at all depths and lists are joined.
    Deep,
}

/// For whom a file is read.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The folder of the configuration that is read, also while a file that it includes is evaluated.
    pub(crate) folder: PathBuf,
    /// The folder of the unit for which everything is read.
    pub(crate) original: PathBuf,
    /// Whether the file is included by the configuration in `folder`.
    pub(crate) included: bool,
}

/// An `include` block with the file that it names.
#[derive(Debug)]
pub(crate) struct Include {
    /// `None` for the bare form.
    pub(crate) label: Option<String>,
    pub(crate) expose: bool,
    pub(crate) strategy: Strategy,
    pub(crate) head: Span,
    pub(crate) config: Config,
}

/// A file, evaluated up to its locals.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) file: Arc<ConfigFile>,
    pub(crate) place: Place,
    pub(crate) includes: Vec<Include>,
    pub(crate) features: BTreeMap<String, Value>,
    pub(crate) locals: Locals,
}

/// The files that are being read, innermost first.
#[derive(Clone, Copy)]
pub(crate) struct Chain<'a> {
    pub(crate) path: &'a Path,
    pub(crate) outer: Option<&'a Self>,
}

impl<'a> Chain<'a> {
    /// Iterates from the innermost outwards.
    pub(crate) fn iter(&'a self) -> impl Iterator<Item = &'a Path> {
        std::iter::successors(Some(self), |one| one.outer).map(|one| one.path)
    }
}

/// What is at hand while a configuration is read.
#[derive(Clone, Copy)]
pub(crate) struct Visit<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) shared: &'a Shared,
    pub(crate) trail: &'a Trail,
    pub(crate) chain: &'a Chain<'a>,
}

impl<'a> Visit<'a> {
    pub(crate) fn watched(&self) -> Watched<'a> {
        Watched { world: self.world, trail: self.trail }
    }

    /// Returns a file, noting that it was read.
    pub(crate) fn file(&self, path: &Path) -> Result<Arc<ConfigFile>, FileFault> {
        self.trail.read(path);
        self.shared.file(self.world, path)
    }
}

impl Config {
    /// Reads includes, features and locals of the file of a configuration.
    pub(crate) fn read(
        visit: Visit<'_>,
        file: Arc<ConfigFile>,
        original: &Path,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let place = Place {
            folder: file.folder().to_path_buf(),
            original: original.to_path_buf(),
            included: false,
        };
        let mut config = Self::bare(file, place);
        let file = config.file.clone();
        for block in file.blocks("include") {
            if let Some(include) = config.read_include(visit, block, diagnostics) {
                config.includes.push(include);
            }
        }
        for include in &config.includes {
            for (name, value) in &include.config.features {
                config.features.insert(name.clone(), value.clone());
            }
        }
        config.read_features(visit, diagnostics);
        config.read_locals(visit, diagnostics);
        config
    }

    fn bare(file: Arc<ConfigFile>, place: Place) -> Self {
        Self {
            file,
            place,
            includes: Vec::new(),
            features: BTreeMap::new(),
            locals: Locals::default(),
        }
    }

    fn read_include(
        &self,
        visit: Visit<'_>,
        block: &Block,
        diagnostics: &mut Diagnostics,
    ) -> Option<Include> {
        let head = self.file.head(block);
        let evaluator = Evaluator { visit, config: self, stage: Stage::Include };
        let label = block.labels.first().map(|label| label.as_str().to_owned());
        let known = ["path", "expose", "merge_strategy"];
        let mut fields = Fields::of_block(&evaluator, block, &known, diagnostics);
        let path = fields.required_string("path", diagnostics);
        let expose = fields.bool("expose", diagnostics).unwrap_or(false);
        let strategy = strategy(&mut fields, diagnostics);
        let (path, named) = path?;
        let path = normal(&self.place.folder.join(path));
        let file = match visit.file(&path) {
            Ok(file) => file,
            Err(fault) => {
                let shown = visit.shared.shown(&path);
                diagnostics.extend(included_here(fault.into_diagnostics(&shown, &named), &head));
                return None;
            }
        };
        if let Some(nested) = file.blocks("include").next() {
            diagnostics.push(
                Diagnostic::error("an included file cannot include another one")
                    .at(file.head(nested))
                    .note(head, "included here")
                    .hint("include both files in the unit"),
            );
            return None;
        }
        let place = Place { included: true, ..self.place.clone() };
        let mut config = Self::bare(file, place);
        let mut own = Diagnostics::default();
        config.read_features(visit, &mut own);
        config.read_locals(visit, &mut own);
        diagnostics.extend(included_here(own, &head));
        Some(Include { label, expose, strategy, head, config })
    }

    fn read_features(&mut self, visit: Visit<'_>, diagnostics: &mut Diagnostics) {
        let file = self.file.clone();
        for block in file.blocks("feature") {
            let Some(name) = block.labels.first().map(|label| label.as_str()) else { continue };
            let evaluator = Evaluator { visit, config: self, stage: Stage::Feature };
            let mut fields = Fields::of_block(&evaluator, block, &["default"], diagnostics);
            let Some((default, span)) = fields.required("default", diagnostics) else { continue };
            let value = match visit.shared.options().features.get(name) {
                None => Some(default),
                Some(text) => diagnostics.keep(overridden(name, text, &default, &span)),
            };
            self.features.extend(value.map(|value| (name.to_owned(), value)));
        }
    }

    /// Evaluates the locals, or reuses those of another unit if they would be the same.
    fn read_locals(&mut self, visit: Visit<'_>, diagnostics: &mut Diagnostics) {
        if self.file.local_names().is_empty() {
            return;
        }
        if !self.place.included {
            self.evaluate_locals(visit, diagnostics);
            return;
        }
        let shared = visit.shared;
        let evaluator = Evaluator { visit, config: self, stage: Stage::Locals };
        let answers = Answers::new(evaluator);
        let known = reuse(&shared.locals, self.file.path(), |call| answers.still_hold(call));
        let kept = match known {
            Some(kept) => kept,
            None => {
                let trail = Trail::default();
                let mut own = Diagnostics::default();
                self.evaluate_locals(Visit { trail: &trail, ..visit }, &mut own);
                let (reads, calls) = trail.into_parts();
                let kept = Arc::new(Kept { calls, reads, result: self.locals.clone() });
                if own.is_empty() {
                    keep(&shared.locals, self.file.path(), kept.clone());
                }
                diagnostics.extend(own);
                kept
            }
        };
        visit.trail.absorb(&kept.reads, &kept.calls);
        self.locals = kept.result.clone();
    }

    fn evaluate_locals(&mut self, visit: Visit<'_>, diagnostics: &mut Diagnostics) {
        let file = self.file.clone();
        for name in file.local_names() {
            let Some(attribute) = file.local(name) else { continue };
            let evaluator = Evaluator { visit, config: self, stage: Stage::Locals };
            // A local that is at fault is unknown, so that what uses it is not reported as well.
            let value = diagnostics
                .keep(evaluator.value(&attribute.value))
                .unwrap_or_else(|| Value::unknown(Type::Dynamic));
            Arc::make_mut(&mut self.locals).insert(name.clone(), value);
        }
    }

    /// Iterates over this file and those that it includes, the one that wins first.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.includes.iter().rev().map(|include| &include.config))
    }
}

/// Adds to each diagnostic where its file was included.
pub(crate) fn included_here(diagnostics: Diagnostics, head: &Span) -> Diagnostics {
    diagnostics.into_iter().map(|one| one.note(head.clone(), "included here")).collect()
}

fn strategy(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Strategy {
    let Some((text, span)) = fields.placed_string("merge_strategy", diagnostics) else {
        return Strategy::Shallow;
    };
    match text.as_str() {
        "no_merge" => Strategy::NoMerge,
        "shallow" => Strategy::Shallow,
        "deep" => Strategy::Deep,
        _ => {
            diagnostics.push(
                Diagnostic::error(format!("`{text}` is no merge strategy"))
                    .at(span)
                    .hint("use `no_merge`, `shallow` or `deep`"),
            );
            Strategy::Shallow
        }
    }
}

/// Returns the value that the caller gives to a feature, of the type of its default.
fn overridden(name: &str, text: &str, default: &Value, span: &Span) -> Result<Value, Diagnostic> {
    convert(&Value::string(text), &default.ty()).map_err(|_| {
        Diagnostic::error(format!(
            "feature `{name}` is set to `{text}`, but must be a {} like its default",
            default.ty()
        ))
        .at(span.clone())
    })
}
