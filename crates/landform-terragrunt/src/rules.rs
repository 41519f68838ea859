//! Rules about running a unit: when it is left out, and which failures are retried or ignored.

use std::collections::BTreeMap;

use landform_diag::{Diagnostic, Diagnostics};

use crate::evaluator::{Evaluator, Stage};
use crate::fields::Fields;

/// The `exclude` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclude {
    /// Whether the rule holds at all.
    pub condition: bool,
    /// The commands for which the unit is left out; `all` and `all_except_output` stand for many.
    pub actions: Vec<String>,
    /// Whether what the unit depends on is left out as well.
    pub exclude_dependencies: bool,
    /// Whether the unit is also left out when it is run alone.
    pub no_run: Option<bool>,
}

impl Exclude {
    /// Tells whether the unit is left out for a command.
    pub fn applies_to(&self, command: &str) -> bool {
        self.condition
            && self.actions.iter().any(|action| match action.as_str() {
                "all" => true,
                "all_except_output" => command != "output",
                one => one == command,
            })
    }
}

/// One `retry` rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// The label.
    pub name: String,
    /// Patterns of messages after which the command is run again.
    pub retryable_errors: Vec<String>,
    /// How often it is run at most.
    pub max_attempts: usize,
    /// The pause between, in seconds.
    pub sleep_interval_sec: usize,
}

/// One `ignore` rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The label.
    pub name: String,
    /// Patterns of messages that do not count; `!` in front takes one out again.
    pub ignorable_errors: Vec<String>,
    /// What is said instead.
    pub message: String,
    /// What is left for later steps to read.
    pub signals: BTreeMap<String, String>,
}

/// The `errors` block, its rules in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors {
    /// Failures after which the command is run again.
    pub retry: Vec<Retry>,
    /// Failures that do not count.
    pub ignore: Vec<Ignore>,
}

/// Reads the `exclude` block of a file.
pub(crate) fn exclude_of_file(
    evaluator: &Evaluator<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Exclude> {
    let block = evaluator.config.file.blocks("exclude").next()?;
    let early = Evaluator { stage: Stage::Early("rules of exclusion"), ..*evaluator };
    let known = ["actions", "exclude_dependencies", "if", "no_run"];
    let mut fields = Fields::of_block(&early, block, &known, diagnostics);
    Some(Exclude {
        condition: fields.required_bool("if", diagnostics)?,
        actions: fields.strings("actions", diagnostics),
        exclude_dependencies: fields.bool("exclude_dependencies", diagnostics).unwrap_or(false),
        no_run: fields.bool("no_run", diagnostics),
    })
}

/// Reads the `errors` block of a file.
pub(crate) fn errors_of_file(
    evaluator: &Evaluator<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Errors> {
    let file = &evaluator.config.file;
    let block = file.blocks("errors").next()?;
    let early = Evaluator { stage: Stage::Early("rules about errors"), ..*evaluator };
    Fields::of_attributes(&early, block, &[], diagnostics);
    let mut errors = Errors::default();
    for nested in block.body.blocks() {
        let kind = nested.ident.as_str();
        if !matches!(kind, "retry" | "ignore") {
            diagnostics.push(
                Diagnostic::error(format!("unknown block `{kind}` in `errors`"))
                    .at(file.head(nested))
                    .hint("use `retry` or `ignore`"),
            );
            continue;
        }
        let Some(name) = nested.labels.first().map(|label| label.as_str().to_owned()) else {
            diagnostics.push(
                Diagnostic::error(format!("the block `{kind}` takes one label"))
                    .at(file.head(nested)),
            );
            continue;
        };
        if kind == "retry" {
            let known = ["max_attempts", "retryable_errors", "sleep_interval_sec"];
            let mut fields = Fields::of_block(&early, nested, &known, diagnostics);
            errors.retry.push(Retry {
                name,
                retryable_errors: fields.strings("retryable_errors", diagnostics),
                max_attempts: fields.count("max_attempts", diagnostics).unwrap_or(3).max(1),
                sleep_interval_sec: fields.count("sleep_interval_sec", diagnostics).unwrap_or(5),
            });
        } else {
            let known = ["ignorable_errors", "message", "signals"];
            let mut fields = Fields::of_block(&early, nested, &known, diagnostics);
            errors.ignore.push(Ignore {
                name,
                ignorable_errors: fields.strings("ignorable_errors", diagnostics),
                message: fields.string("message", diagnostics).unwrap_or_default(),
                signals: fields.string_map("signals", diagnostics),
            });
        }
    }
    Some(errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exclusion_is_about_commands() {
        for (condition, actions, command, applies) in [
            (true, "plan", "plan", true),
            (true, "plan", "apply", false),
            (true, "all", "output", true),
            (true, "all_except_output", "output", false),
            (true, "all_except_output", "apply", true),
            (true, "", "apply", false),
            (false, "all", "apply", false),
        ] {
            let actions = actions.split_whitespace().map(str::to_owned).collect();
            let rule = Exclude { condition, actions, exclude_dependencies: false, no_run: None };
            assert_eq!(rule.applies_to(command), applies, "{rule:?} {command}");
        }
    }
}
