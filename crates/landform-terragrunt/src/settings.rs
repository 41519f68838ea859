//! Everything that a configuration sets beside its inputs, and how that of included files is merged in.

use std::collections::BTreeMap;

use landform_diag::{Diagnostic, Diagnostics};
use landform_value::{Type, Value, convert};

use crate::config::{Config, Strategy, Visit, included_here};
use crate::dependency::{self, After, Dependency};
use crate::evaluator::{Evaluator, Stage};
use crate::generate::{self, Generate};
use crate::merge::merge_inputs;
use crate::remote_state::{self, RemoteState};
use crate::rules::{self, Errors, Exclude};
use crate::terraform::{self, Terraform};
use crate::version::{Constraint, Version};

/// The version of Terragrunt whose behaviour the reader has.
pub const TERRAGRUNT_VERSION: &str = "1.1.3";

/// Everything that a configuration sets beside `inputs`, `dependency` and `locals`.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The `terraform` block.
    pub terraform: Terraform,
    /// Units that come first, without their outputs being read.
    pub after: Vec<After>,
    /// Where the state is.
    pub remote_state: Option<RemoteState>,
    /// Files that are written beside the module.
    pub generate: Vec<Generate>,
    /// When the unit is left out.
    pub exclude: Option<Exclude>,
    /// Which failures are retried or ignored.
    pub errors: Option<Errors>,
    /// Whether destroying is refused.
    pub prevent_destroy: Option<bool>,
    /// Where working copies are kept.
    pub download_dir: Option<String>,
    /// The engine.
    pub terraform_binary: Option<String>,
    /// The role that is assumed before anything else.
    pub iam_role: Option<String>,
    /// For how many seconds the role is assumed.
    pub iam_assume_role_duration: Option<i64>,
    /// The name of the session of the role.
    pub iam_assume_role_session_name: Option<String>,
    /// A token, or the path of one, by which the role is assumed.
    pub iam_web_identity_token: Option<String>,
    /// Which versions of the engine are allowed.
    pub terraform_version_constraint: Option<Constraint>,
    /// Which versions of Terragrunt are allowed.
    pub terragrunt_version_constraint: Option<Constraint>,
}

impl Settings {
    /// Reads what one file sets.
    pub(crate) fn of_file(evaluator: &Evaluator<'_>, diagnostics: &mut Diagnostics) -> Self {
        let text = |name, diagnostics: &mut Diagnostics| -> Option<String> {
            let value = scalar(evaluator, name, &Type::String, diagnostics)?;
            value.as_str().map(str::to_owned)
        };
        Self {
            terraform: terraform::of_file(evaluator, diagnostics).unwrap_or_default(),
            after: dependency::after_of_file(evaluator, diagnostics),
            remote_state: remote_state::of_file(evaluator, diagnostics),
            generate: generate::of_file(evaluator, diagnostics),
            exclude: rules::exclude_of_file(evaluator, diagnostics),
            errors: rules::errors_of_file(evaluator, diagnostics),
            prevent_destroy: scalar(evaluator, "prevent_destroy", &Type::Bool, diagnostics)
                .and_then(|value| value.as_bool()),
            download_dir: text("download_dir", diagnostics),
            terraform_binary: text("terraform_binary", diagnostics),
            iam_role: text("iam_role", diagnostics),
            iam_assume_role_duration: scalar(
                evaluator,
                "iam_assume_role_duration",
                &Type::Number,
                diagnostics,
            )
            .and_then(|value| value.as_number()?.to_i64()),
            iam_assume_role_session_name: text("iam_assume_role_session_name", diagnostics),
            iam_web_identity_token: text("iam_web_identity_token", diagnostics),
            terraform_version_constraint: constraint(
                evaluator,
                "terraform_version_constraint",
                diagnostics,
            ),
            terragrunt_version_constraint: constraint(
                evaluator,
                "terragrunt_version_constraint",
                diagnostics,
            ),
        }
    }

    /// Merges what an included file (`self`) and the including one set.
    fn merged(self, child: Self, strategy: Strategy, diagnostics: &mut Diagnostics) -> Self {
        if strategy == Strategy::NoMerge {
            return child;
        }
        let mut after = self.after;
        for one in child.after {
            if !after.iter().any(|known| known.target == one.target) {
                after.push(one);
            }
        }
        Self {
            terraform: terraform::merge(self.terraform, child.terraform, strategy),
            after,
            remote_state: child.remote_state.or(self.remote_state),
            generate: generate::merge(self.generate, child.generate, strategy, diagnostics),
            exclude: child.exclude.or(self.exclude),
            errors: child.errors.or(self.errors),
            prevent_destroy: child.prevent_destroy.or(self.prevent_destroy),
            download_dir: child.download_dir.or(self.download_dir),
            terraform_binary: child.terraform_binary.or(self.terraform_binary),
            iam_role: child.iam_role.or(self.iam_role),
            iam_assume_role_duration: child
                .iam_assume_role_duration
                .or(self.iam_assume_role_duration),
            iam_assume_role_session_name: child
                .iam_assume_role_session_name
                .or(self.iam_assume_role_session_name),
            iam_web_identity_token: child.iam_web_identity_token.or(self.iam_web_identity_token),
            terraform_version_constraint: child
                .terraform_version_constraint
                .or(self.terraform_version_constraint),
            terragrunt_version_constraint: child
                .terragrunt_version_constraint
                .or(self.terragrunt_version_constraint),
        }
    }

    /// Reads what a configuration sets, included files merged in.
    pub(crate) fn of_config(
        visit: Visit<'_>,
        config: &Config,
        stage: Stage<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut settings = Self::of_file(&Evaluator { visit, config, stage }, diagnostics);
        for include in config.includes.iter().rev() {
            if include.strategy == Strategy::NoMerge {
                continue;
            }
            let mut own = Diagnostics::default();
            let evaluator = Evaluator { visit, config: &include.config, stage };
            let parent = Self::of_file(&evaluator, &mut own);
            diagnostics.extend(included_here(own, &include.head));
            settings = parent.merged(settings, include.strategy, diagnostics);
        }
        settings
    }

    /// Returns the settings as another file sees them.
    pub(crate) fn exported(&self) -> BTreeMap<String, Value> {
        let text = |one: &Option<String>| {
            one.as_ref().map_or_else(|| Value::null(Type::String), Value::string)
        };
        let source = self.terraform.source.as_ref().map(|source| source.text.clone());
        let generate =
            self.generate.iter().map(|generate| (generate.name.clone(), generate.exported()));
        let paths = self.after.iter().map(|after| Value::string(after.folder.to_string_lossy()));
        let version =
            |one: &Option<Constraint>| text(&one.as_ref().map(|one| one.as_str().to_owned()));
        [
            ("terraform", Value::object([("source", text(&source))])),
            ("dependencies", Value::object([("paths", Value::list(Type::String, paths))])),
            ("generate", Value::object(generate)),
            (
                "remote_state",
                self.remote_state
                    .as_ref()
                    .map_or_else(|| Value::null(Type::Dynamic), RemoteState::exported),
            ),
            (
                "prevent_destroy",
                self.prevent_destroy.map_or_else(|| Value::null(Type::Bool), Value::from),
            ),
            ("download_dir", text(&self.download_dir)),
            ("terraform_binary", text(&self.terraform_binary)),
            ("iam_role", text(&self.iam_role)),
            ("terraform_version_constraint", version(&self.terraform_version_constraint)),
            ("terragrunt_version_constraint", version(&self.terragrunt_version_constraint)),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }
}

/// Returns a top-level attribute of a type.
fn scalar(
    evaluator: &Evaluator<'_>,
    name: &str,
    wanted: &Type,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    let file = &evaluator.config.file;
    let attribute = file.attribute(name)?;
    let early = Evaluator { stage: Stage::Early("settings of the run"), ..*evaluator };
    let value = diagnostics.keep(early.value(&attribute.value))?;
    if value.is_null() || value.is_unknown() {
        return None;
    }
    let Ok(converted) = convert(&value, wanted) else {
        let found = crate::fields::named(&value);
        diagnostics.push(
            Diagnostic::error(format!("`{name}` must be a {wanted}, not {found}"))
                .at(file.span(&attribute.value)),
        );
        return None;
    };
    Some(converted)
}

fn constraint(
    evaluator: &Evaluator<'_>,
    name: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Constraint> {
    let value = scalar(evaluator, name, &Type::String, diagnostics)?;
    let text = value.as_str()?;
    let file = &evaluator.config.file;
    let span = file.span(&file.attribute(name)?.value);
    let Some(constraint) = Constraint::parse(text) else {
        diagnostics.push(
            Diagnostic::error(format!("`{text}` is no version constraint"))
                .at(span)
                .hint("write for example `>= 1.9, < 2.0`"),
        );
        return None;
    };
    let ours = Version::parse(TERRAGRUNT_VERSION);
    if name == "terragrunt_version_constraint" && ours.is_some_and(|ours| !constraint.allows(&ours))
    {
        diagnostics.push(
            Diagnostic::error(format!(
                "the configuration is for Terragrunt `{text}`, but is read as version {TERRAGRUNT_VERSION} reads it"
            ))
            .at(span),
        );
    }
    Some(constraint)
}

/// A configuration with its dependencies and settings, outputs being unknown.
pub(crate) struct Reading {
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) settings: Settings,
}

impl Reading {
    /// Reads dependencies and settings, included files merged in.
    pub(crate) fn of(visit: Visit<'_>, config: &Config, diagnostics: &mut Diagnostics) -> Self {
        let stage = Stage::Early("dependencies");
        let mut dependencies =
            dependency::of_file(&Evaluator { visit, config, stage }, diagnostics);
        for include in config.includes.iter().rev() {
            if include.strategy == Strategy::NoMerge {
                continue;
            }
            let mut own = Diagnostics::default();
            let evaluator = Evaluator { visit, config: &include.config, stage };
            let parent = dependency::of_file(&evaluator, &mut own);
            diagnostics.extend(included_here(own, &include.head));
            dependencies = dependency::merge(parent, dependencies, include.strategy);
        }
        let stage = Stage::Unknown(&dependencies);
        let settings = Settings::of_config(visit, config, stage, diagnostics);
        Self { dependencies, settings }
    }

    /// Returns the configuration as `read_terragrunt_config` gives it.
    pub(crate) fn exported(&self, visit: Visit<'_>, config: &Config) -> Result<Value, Diagnostics> {
        let stage = Stage::Unknown(&self.dependencies);
        let mut entries = self.settings.exported();
        entries.insert("locals".to_owned(), Value::object((*config.locals).clone()));
        entries.insert("inputs".to_owned(), inputs(visit, config, stage)?);
        let evaluator = Evaluator { visit, config, stage };
        entries.insert("dependency".to_owned(), evaluator.dependency_objects());
        let features = config
            .features
            .iter()
            .map(|(name, value)| (name.clone(), Value::object([("value", value.clone())])));
        entries.insert("feature".to_owned(), Value::object(features));
        Ok(Value::object(entries))
    }
}

/// Returns the inputs of a configuration, those of included files merged in.
pub(crate) fn inputs(
    visit: Visit<'_>,
    config: &Config,
    stage: Stage<'_>,
) -> Result<Value, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let mut inputs = diagnostics.keep(Evaluator { visit, config, stage }.inputs()).flatten();
    for include in config.includes.iter().rev() {
        if include.strategy == Strategy::NoMerge {
            continue;
        }
        let evaluator = Evaluator { visit, config: &include.config, stage };
        let parent = evaluator.inputs().map_err(|own| included_here(own, &include.head));
        inputs = match (diagnostics.keep(parent).flatten(), inputs) {
            (Some(parent), Some(child)) => Some(merge_inputs(parent, child, include.strategy)),
            (parent, child) => child.or(parent),
        };
    }
    let none = || Value::object(std::iter::empty::<(String, Value)>());
    diagnostics.into_result(inputs.unwrap_or_else(none))
}
