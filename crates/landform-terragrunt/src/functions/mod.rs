//! The functions that Terragrunt adds to the language.

mod lists;
mod places;
mod reading;
mod refused;

use std::cell::RefCell;
use std::path::PathBuf;

use landform_diag::{Diagnostic, Diagnostics};
use landform_hcl::{Call, Functions, StandardFunctions};
use landform_value::{Type, Value, convert};

use crate::evaluator::Evaluator;
use crate::shared::Recorded;
use crate::version::{Constraint, Version};

/// The names of all functions here that can be called.
const NAMES: [&str; 22] = [
    "constraint_check",
    "find_in_parent_folders",
    "get_env",
    "get_original_terragrunt_dir",
    "get_parent_terragrunt_dir",
    "get_path_from_repo_root",
    "get_path_to_repo_root",
    "get_platform",
    "get_repo_root",
    "get_terraform_cli_args",
    "get_terraform_command",
    "get_terraform_commands_that_need_input",
    "get_terraform_commands_that_need_locking",
    "get_terraform_commands_that_need_parallelism",
    "get_terraform_commands_that_need_vars",
    "get_terragrunt_dir",
    "get_working_dir",
    "mark_as_read",
    "path_relative_from_include",
    "path_relative_to_include",
    "read_terragrunt_config",
    "read_tfvars_file",
];

type Answer = Result<Value, Diagnostics>;

impl Functions for Evaluator<'_> {
    fn call(&self, call: &Call<'_>) -> Option<Answer> {
        if let Some(reason) = refused::reason(call.name) {
            let name = call.name;
            return Some(Err(Diagnostic::error(format!(
                "the function `{name}` is not supported: {}",
                reason.why
            ))
            .at(call.span.clone())
            .hint(reason.cure)
            .into()));
        }
        if let Some(list) = lists::list(call.name) {
            return Some(arguments(call, 0..=0).map(|_| list));
        }
        if places::depends_on_unit(call.name) {
            return Some(self.recorded(call));
        }
        match call.name {
            "get_env" => Some(self.environment(call)),
            "get_platform" => Some(arguments(call, 0..=0).map(|_| Value::string(platform()))),
            "get_terraform_command" => Some(
                arguments(call, 0..=0).map(|_| Value::string(&self.visit.shared.options().command)),
            ),
            "get_terraform_cli_args" => Some(arguments(call, 0..=0).map(|_| {
                let words = self.visit.shared.options().arguments.iter().map(Value::string);
                Value::list(Type::String, words)
            })),
            "constraint_check" => Some(constraint_check(call)),
            "mark_as_read" => Some(self.mark_as_read(call)),
            "read_terragrunt_config" => Some(self.read_config(call)),
            "read_tfvars_file" => Some(self.read_tfvars(call)),
            _ => {
                let watched = self.visit.watched();
                let folder = self.config.file.folder();
                StandardFunctions { world: &watched, folder }.call(call)
            }
        }
    }

    fn names(&self) -> Vec<String> {
        NAMES.iter().map(|name| (*name).to_owned()).collect()
    }
}

impl Evaluator<'_> {
    /// Calls a function whose answer depends on the unit, and notes the answer if it may differ elsewhere.
    fn recorded(&self, call: &Call<'_>) -> Answer {
        let answer = self.place_function(call);
        let place = &self.config.place;
        let differs = place.included
            || (call.name == crate::trail::ORIGINAL_FOLDER && place.folder != place.original);
        if differs {
            self.visit.trail.record(Recorded {
                name: call.name.to_owned(),
                args: call.args.clone(),
                answer: answer.as_ref().ok().cloned(),
            });
        }
        answer
    }

    fn environment(&self, call: &Call<'_>) -> Answer {
        let Some(words) = texts(call, 1..=2)? else { return Ok(Value::unknown(Type::String)) };
        let name = words.first().map_or("", String::as_str);
        if name.is_empty() {
            return Err(Diagnostic::error("`get_env` needs the name of a variable")
                .at(call.span.clone())
                .into());
        }
        match self.visit.world.env(name).or_else(|| words.get(1).cloned()) {
            Some(text) => Ok(Value::string(text)),
            None => Err(Diagnostic::error(format!("the environment variable `{name}` is not set"))
                .at(call.span.clone())
                .hint(format!("set it, or give a default: `get_env(\"{name}\", \"…\")`"))
                .into()),
        }
    }

    fn mark_as_read(&self, call: &Call<'_>) -> Answer {
        let Some(words) = texts(call, 1..=1)? else { return Ok(Value::unknown(Type::String)) };
        let path = words.into_iter().next().unwrap_or_default();
        let folder: PathBuf = self.config.place.folder.join(&path);
        self.visit.trail.read(&crate::path::normal(&folder));
        Ok(Value::string(path))
    }
}

/// The answers that recorded calls give for one unit, each computed once.
pub(crate) struct Answers<'a> {
    evaluator: Evaluator<'a>,
    known: RefCell<Vec<Recorded>>,
}

impl<'a> Answers<'a> {
    pub(crate) fn new(evaluator: Evaluator<'a>) -> Self {
        Self { evaluator, known: RefCell::default() }
    }

    /// Tells whether a recorded call gives the same answer for this unit.
    pub(crate) fn still_hold(&self, recorded: &Recorded) -> bool {
        let mut known = self.known.borrow_mut();
        let same = |one: &&Recorded| one.name == recorded.name && one.args == recorded.args;
        if let Some(known) = known.iter().find(same) {
            return known.answer == recorded.answer;
        }
        let span = self.evaluator.config.file.start();
        let args = recorded.args.clone();
        let arg_spans = vec![span.clone(); args.len()];
        let call = Call { name: &recorded.name, args, span, arg_spans };
        let answer = self.evaluator.place_function(&call).ok();
        let holds = answer == recorded.answer;
        known.push(Recorded { answer, ..recorded.clone() });
        holds
    }
}

fn constraint_check(call: &Call<'_>) -> Answer {
    let Some(words) = texts(call, 2..=2)? else { return Ok(Value::unknown(Type::Bool)) };
    let place = |at: usize| call.arg_spans.get(at).unwrap_or(&call.span).clone();
    let [version, constraint] = words.as_slice() else { return Ok(Value::from(false)) };
    let version = Version::parse(version)
        .ok_or_else(|| Diagnostic::error(format!("`{version}` is no version")).at(place(0)))?;
    let constraint = Constraint::parse(constraint).ok_or_else(|| {
        Diagnostic::error(format!("`{constraint}` is no version constraint")).at(place(1))
    })?;
    Ok(constraint.allows(&version).into())
}

fn platform() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    }
}

/// Checks the number of arguments.
fn arguments(
    call: &Call<'_>,
    counts: std::ops::RangeInclusive<usize>,
) -> Result<usize, Diagnostics> {
    let (name, given) = (call.name, call.args.len());
    if counts.contains(&given) {
        return Ok(given);
    }
    let wanted = match (*counts.start(), *counts.end()) {
        (0, 0) => "no arguments".to_owned(),
        (1, 1) => "1 argument".to_owned(),
        (from, to) if from == to => format!("{from} arguments"),
        (from, to) => format!("{from} to {to} arguments"),
    };
    Err(Diagnostic::error(format!("`{name}` takes {wanted}, not {given}"))
        .at(call.span.clone())
        .into())
}

/// Returns the arguments as strings; nothing if one is unknown.
fn texts(
    call: &Call<'_>,
    counts: std::ops::RangeInclusive<usize>,
) -> Result<Option<Vec<String>>, Diagnostics> {
    arguments(call, counts)?;
    let mut words = Vec::with_capacity(call.args.len());
    for (arg, span) in call.args.iter().zip(&call.arg_spans) {
        if arg.is_unknown() {
            return Ok(None);
        }
        let text = convert(arg, &Type::String).ok().filter(|text| !text.is_null());
        let Some(text) = text.as_ref().and_then(Value::as_str) else {
            let (name, found) = (call.name, crate::fields::named(arg));
            return Err(Diagnostic::error(format!("`{name}` takes strings, not {found}"))
                .at(span.clone())
                .into());
        };
        words.push(text.to_owned());
    }
    Ok(Some(words))
}
