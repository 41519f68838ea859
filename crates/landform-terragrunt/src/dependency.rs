//! What a unit needs of other units: their outputs, or only that they come first.

use std::path::{Path, PathBuf};

use hcl_edit::structure::Block;
use landform_diag::{Diagnostic, Diagnostics, Span};
use landform_value::{Data, Marks, Value};

use crate::config::Strategy;
use crate::evaluator::{Evaluator, Stage};
use crate::fields::Fields;
use crate::merge::deep_merge;
use crate::path::{UnitPath, folder_of, normal};

const ATTRIBUTES: [&str; 7] = [
    "config_path",
    "enabled",
    "mock_outputs",
    "mock_outputs_allowed_terraform_commands",
    "mock_outputs_merge_strategy_with_state",
    "mock_outputs_merge_with_state",
    "skip_outputs",
];

/// How made-up outputs fill the gaps of real ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MockMerge {
    /// Not at all.
    #[default]
    Never,
    /// Top-level outputs that are missing are made up.
    Shallow,
    /// Missing keys of maps are made up at all depths.
    DeepMapOnly,
}

/// A `dependency` block: a unit whose outputs are read.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The name in `dependency.<label>`.
    pub label: String,
    /// The unit.
    pub target: UnitPath,
    /// The folder of the unit.
    pub folder: PathBuf,
    /// Whether the unit lies outside the root of the estate.
    pub external: bool,
    /// Whether there is an edge at all.
    pub enabled: bool,
    /// Whether the outputs are never read, but made up.
    pub skip_outputs: bool,
    /// Made-up outputs, marked as placeholders at all depths.
    pub mock_outputs: Option<Value>,
    /// The commands for which outputs may be made up; empty means all.
    pub mock_commands: Vec<String>,
    /// How made-up outputs fill the gaps of real ones.
    pub mock_merge: MockMerge,
    /// Where `config_path` is set.
    pub span: Span,
}

/// One path of a `dependencies` block: a unit that comes first.
#[derive(Clone, Debug)]
pub struct After {
    /// The unit.
    pub target: UnitPath,
    /// The folder of the unit.
    pub folder: PathBuf,
    /// Whether the unit lies outside the root of the estate.
    pub external: bool,
    /// Where the paths are set.
    pub span: Span,
}

/// Returns the `dependency` blocks of a file.
pub(crate) fn of_file(evaluator: &Evaluator<'_>, diagnostics: &mut Diagnostics) -> Vec<Dependency> {
    let early = Evaluator { stage: Stage::Early("dependencies"), ..*evaluator };
    let blocks = evaluator.config.file.blocks("dependency");
    blocks.filter_map(|block| of_block(&early, block, diagnostics)).collect()
}

fn of_block(
    evaluator: &Evaluator<'_>,
    block: &Block,
    diagnostics: &mut Diagnostics,
) -> Option<Dependency> {
    let label = block.labels.first()?.as_str().to_owned();
    let mut fields = Fields::of_block(evaluator, block, &ATTRIBUTES, diagnostics);
    let path = fields.required_string("config_path", diagnostics);
    let mut mock_merge = MockMerge::Never;
    if fields.bool("mock_outputs_merge_with_state", diagnostics) == Some(true) {
        mock_merge = MockMerge::Shallow;
    }
    let text = fields.placed_string("mock_outputs_merge_strategy_with_state", diagnostics);
    if let Some((text, span)) = text {
        mock_merge = match text.as_str() {
            "no_merge" => MockMerge::Never,
            "shallow" => MockMerge::Shallow,
            "deep_map_only" => MockMerge::DeepMapOnly,
            _ => {
                diagnostics.push(
                    Diagnostic::error(format!("`{text}` is no merge strategy for made-up outputs"))
                        .at(span)
                        .hint("use `no_merge`, `shallow` or `deep_map_only`"),
                );
                MockMerge::Never
            }
        };
    }
    let enabled = fields.bool("enabled", diagnostics).unwrap_or(true);
    let skip_outputs = fields.bool("skip_outputs", diagnostics).unwrap_or(false);
    let mock_outputs = mocks(&mut fields, diagnostics);
    let mock_commands = fields.strings("mock_outputs_allowed_terraform_commands", diagnostics);
    let (path, span) = path?;
    if path.is_empty() {
        diagnostics.push(
            Diagnostic::error(format!("`config_path` of dependency `{label}` is empty")).at(span),
        );
        return None;
    }
    let (folder, target, external) = target(evaluator, &path);
    Some(Dependency {
        label,
        target,
        folder,
        external,
        enabled,
        skip_outputs,
        mock_outputs,
        mock_commands,
        mock_merge,
        span,
    })
}

fn mocks(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<Value> {
    let (value, span) = fields.value("mock_outputs")?;
    if value.as_entries().is_none() && !value.is_unknown() {
        let found = crate::fields::named(&value);
        diagnostics.push(
            Diagnostic::error(format!("`mock_outputs` must be an object, not {found}")).at(span),
        );
        return None;
    }
    Some(placeholder(value))
}

/// Marks a value and everything in it as not real.
fn placeholder(value: Value) -> Value {
    let marks = value.marks().union(Marks::PLACEHOLDER);
    let data = match value.into_data() {
        Data::List(ty, items) => Data::List(ty, items.into_iter().map(placeholder).collect()),
        Data::Tuple(items) => Data::Tuple(items.into_iter().map(placeholder).collect()),
        Data::Map(ty, entries) => {
            Data::Map(ty, entries.into_iter().map(|(key, one)| (key, placeholder(one))).collect())
        }
        Data::Object(entries) => {
            Data::Object(entries.into_iter().map(|(key, one)| (key, placeholder(one))).collect())
        }
        // The elements of a set carry no marks of their own.
        leaf @ (Data::Set(..)
        | Data::Null(_)
        | Data::Unknown(_)
        | Data::Bool(_)
        | Data::Number(_)
        | Data::String(_)) => leaf,
    };
    Value::from(data).with_marks(marks)
}

/// Returns the folder, the unit and whether it lies outside, of a path as people write it: a folder or the file in it.
fn target(evaluator: &Evaluator<'_>, path: &str) -> (PathBuf, UnitPath, bool) {
    let full = normal(&evaluator.config.place.folder.join(path));
    let folder = match full.extension().and_then(std::ffi::OsStr::to_str) {
        Some("hcl") => folder_of(&full).to_path_buf(),
        _ => full,
    };
    let root: &Path = evaluator.visit.shared.root();
    let unit = UnitPath::new(root, &folder);
    let external = !folder.starts_with(root);
    (folder, unit, external)
}

/// Returns the paths of the `dependencies` block of a file.
pub(crate) fn after_of_file(
    evaluator: &Evaluator<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<After> {
    let early = Evaluator { stage: Stage::Early("dependencies"), ..*evaluator };
    let Some(block) = evaluator.config.file.blocks("dependencies").next() else {
        return Vec::new();
    };
    let mut fields = Fields::of_block(&early, block, &["paths"], diagnostics);
    let Some((paths, span)) = fields.placed_strings("paths", diagnostics) else {
        return Vec::new();
    };
    paths
        .iter()
        .map(|path| {
            let (folder, target, external) = target(evaluator, path);
            After { target, folder, external, span: span.clone() }
        })
        .collect()
}

/// Merges the dependencies of an included file and of the including one.
pub(crate) fn merge(
    parent: Vec<Dependency>,
    child: Vec<Dependency>,
    strategy: Strategy,
) -> Vec<Dependency> {
    let mut merged = parent;
    for mut one in child {
        match merged.iter_mut().find(|known| known.label == one.label) {
            None => merged.push(one),
            Some(known) => {
                if strategy == Strategy::Deep {
                    one.mock_outputs = match (known.mock_outputs.take(), one.mock_outputs) {
                        (Some(a), Some(b)) => Some(deep_merge(a, b)),
                        (a, b) => b.or(a),
                    };
                    let mut commands = std::mem::take(&mut known.mock_commands);
                    commands.append(&mut one.mock_commands);
                    one.mock_commands = commands;
                }
                *known = one;
            }
        }
    }
    merged
}
