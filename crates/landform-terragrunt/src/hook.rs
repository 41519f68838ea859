//! Hooks: commands that somebody wants to run around those of the engine.

use hcl_edit::structure::Block;
use landform_diag::{Diagnostic, Diagnostics, Span};

use crate::evaluator::Evaluator;
use crate::fields::Fields;

const COMMON: [&str; 4] = ["commands", "execute", "suppress_stdout", "working_dir"];

/// When a hook runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HookKind {
    /// Before the command; if it fails, the command does not run.
    Before,
    /// After the command.
    After,
    /// After a command that failed with certain words.
    Error,
}

impl HookKind {
    const ALL: [Self; 3] = [Self::Before, Self::After, Self::Error];

    /// Returns the kind of the block with a name.
    pub(crate) fn of_block(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.block() == name)
    }

    /// Returns the name of the block.
    pub fn block(self) -> &'static str {
        match self {
            Self::Before => "before_hook",
            Self::After => "after_hook",
            Self::Error => "error_hook",
        }
    }

    fn further(self) -> &'static [&'static str] {
        match self {
            Self::Before | Self::After => &["if", "run_on_error"],
            Self::Error => &["on_errors"],
        }
    }
}

/// One hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// When it runs.
    pub kind: HookKind,
    /// The label.
    pub name: String,
    /// The commands of the engine that it belongs to.
    pub commands: Vec<String>,
    /// The program and its arguments.
    pub execute: Vec<String>,
    /// The folder in which it runs; `None` means the working copy.
    pub working_dir: Option<String>,
    /// Whether it also runs after an error.
    pub run_on_error: bool,
    /// Whether it runs at all.
    pub enabled: bool,
    /// For an error hook: regular expressions, one of which must match the error.
    pub on_errors: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// Reads a hook; also tells whether something in it is not known yet.
pub(crate) fn of_block(
    evaluator: &Evaluator<'_>,
    kind: HookKind,
    block: &Block,
    diagnostics: &mut Diagnostics,
) -> Option<(Hook, bool)> {
    let span = evaluator.config.file.head(block);
    let name = kind.block();
    let [label] = block.labels.as_slice() else {
        let fault = Diagnostic::error(format!("the block `{name}` takes one label"));
        diagnostics.push(fault.at(span).hint(format!("write `{name} \"<name>\" {{`")));
        return None;
    };
    let known: Vec<&str> = COMMON.iter().chain(kind.further()).copied().collect();
    let mut fields = Fields::of_block(evaluator, block, &known, diagnostics);
    let commands = fields.required_strings("commands", diagnostics);
    let execute = fields.required_strings("execute", diagnostics);
    let hook = Hook {
        kind,
        name: label.as_str().to_owned(),
        commands: commands.unwrap_or_default(),
        execute: execute.unwrap_or_default(),
        working_dir: fields.string("working_dir", diagnostics),
        run_on_error: fields.bool("run_on_error", diagnostics).unwrap_or(false),
        enabled: fields.bool("if", diagnostics).unwrap_or(true),
        on_errors: fields.strings("on_errors", diagnostics),
        span,
    };
    Some((hook, fields.incomplete))
}

/// Merges hooks: one of the same kind and name is replaced in its place, others come after.
pub(crate) fn merge(mut parent: Vec<Hook>, child: Vec<Hook>) -> Vec<Hook> {
    for one in child {
        match parent.iter_mut().find(|known| known.kind == one.kind && known.name == one.name) {
            Some(known) => *known = one,
            None => parent.push(one),
        }
    }
    parent
}
