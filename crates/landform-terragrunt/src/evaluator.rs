//! Evaluates the expressions of one file: what `local`, `include`, `feature` and `dependency` stand for at each stage.

use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use landform_diag::{Diagnostic, Diagnostics};
use landform_hcl::{Context, Scope, Step, evaluate, nearest};
use landform_value::{Type, Value};

use crate::config::{Config, Include, Visit};
use crate::dependency::Dependency;
use crate::path::UnitPath;
use crate::settings::Settings;

/// How far the reading of a configuration has come: what its expressions may refer to.
#[derive(Clone, Copy)]
pub(crate) enum Stage<'a> {
    /// The `include` blocks: nothing but functions.
    Include,
    /// The `feature` blocks: nothing but functions and included files.
    Feature,
    /// The `locals`: not `dependency`.
    Locals,
    /// What must be known before dependencies are read, named for the message.
    Early(&'static str),
    /// The rest, the outputs of dependencies being unknown.
    Unknown(&'a [Dependency]),
    /// The rest, with outputs.
    Known(Outputs<'a>),
}

/// The outputs of a unit's dependencies.
#[derive(Clone, Copy)]
pub(crate) struct Outputs<'a> {
    pub(crate) unit: &'a UnitPath,
    pub(crate) dependencies: &'a [Dependency],
    pub(crate) outputs: &'a BTreeMap<String, Value>,
}

/// Evaluates the expressions of one file for one unit.
#[derive(Clone, Copy)]
pub(crate) struct Evaluator<'a> {
    pub(crate) visit: Visit<'a>,
    pub(crate) config: &'a Config,
    pub(crate) stage: Stage<'a>,
}

type Looked = Result<(Value, usize), Diagnostics>;

impl<'a> Evaluator<'a> {
    /// Returns the value of an expression of the file.
    pub(crate) fn value(&self, expression: &Expression) -> Result<Value, Diagnostics> {
        let source = self.config.file.source();
        evaluate(expression, &Context { source, scope: self, functions: self })
    }

    /// Returns the value of the file's own `inputs`.
    pub(crate) fn inputs(&self) -> Result<Option<Value>, Diagnostics> {
        let Some(attribute) = self.config.file.attribute("inputs") else { return Ok(None) };
        let value = self.value(&attribute.value)?;
        if value.as_entries().is_none() && !value.is_unknown() && !value.is_null() {
            let found = crate::fields::named(&value);
            return Err(Diagnostic::error(format!("`inputs` must be an object, not {found}"))
                .at(self.config.file.span(&attribute.value))
                .into());
        }
        Ok((!value.is_null()).then_some(value))
    }

    fn local(&self, steps: &[Step]) -> Looked {
        if matches!(self.stage, Stage::Include | Stage::Feature) {
            return fault(
                "`local` cannot be used here: includes and features are read before the locals",
                "use functions only",
            );
        }
        let Some(name) = steps.first().and_then(step_name) else {
            return fault("`local` alone is no value", "name one of the locals: `local.<name>`");
        };
        let locals = &self.config.locals;
        match locals.get(name) {
            Some(value) => Ok(walk(value, steps, 1)),
            None => {
                let known = self.config.file.local_names().iter();
                Err(missing(&format!("there is no local `{name}`"), name, known).into())
            }
        }
    }

    fn feature(&self, steps: &[Step]) -> Looked {
        if matches!(self.stage, Stage::Include | Stage::Feature) {
            return fault("`feature` cannot be used here", "use functions only");
        }
        let features = &self.config.features;
        let Some(name) = steps.first().and_then(step_name) else {
            return fault("`feature` alone is no value", "write `feature.<name>.value`");
        };
        let Some(value) = features.get(name) else {
            return Err(
                missing(&format!("there is no feature `{name}`"), name, features.keys()).into()
            );
        };
        match steps.get(1).and_then(step_name) {
            Some("value") => Ok(walk(value, steps, 2)),
            _ => fault(
                &format!("`feature.{name}` has only the attribute `value`"),
                &format!("write `feature.{name}.value`"),
            ),
        }
    }

    fn include(&self, steps: &[Step]) -> Looked {
        if matches!(self.stage, Stage::Include | Stage::Feature) {
            return fault("`include` cannot be used here", "use functions only");
        }
        let includes = &self.config.includes;
        if includes.is_empty() {
            let message = if self.config.place.included {
                "an included file cannot refer to `include`"
            } else {
                "there is no `include` block in this file"
            };
            return fault(
                message,
                "the names after `include` are those of the file's own `include` blocks",
            );
        }
        let name = steps.first().and_then(step_name);
        let labelled =
            includes.iter().find(|include| name.is_some() && include.label.as_deref() == name);
        let bare = || includes.iter().find(|include| include.label.is_none());
        let (include, taken) = match (labelled, bare()) {
            (Some(include), _) => (include, 1),
            (None, Some(include)) => (include, 0),
            (None, None) => {
                let name = name.unwrap_or_default();
                let labels: Vec<String> =
                    includes.iter().filter_map(|include| include.label.clone()).collect();
                return Err(
                    missing(&format!("there is no include `{name}`"), name, labels.iter()).into()
                );
            }
        };
        self.exposed(include, steps, taken)
    }

    /// Returns a part of an exposed include: its locals, or what else it sets.
    fn exposed(&self, include: &Include, steps: &[Step], taken: usize) -> Looked {
        let label = include.label.as_deref().unwrap_or("include");
        if !include.expose {
            let fault = Diagnostic::error(format!("include `{label}` is not exposed"))
                .note(include.head.clone(), "included here")
                .hint("add `expose = true` to the `include` block");
            return Err(fault.into());
        }
        let parent = &include.config;
        match steps.get(taken).and_then(step_name) {
            Some("locals") => match steps.get(taken + 1).and_then(step_name) {
                None => Ok((Value::object((*parent.locals).clone()), taken + 1)),
                Some(name) => match parent.locals.get(name) {
                    Some(value) => Ok(walk(value, steps, taken + 2)),
                    None => {
                        let message = format!("include `{label}` has no local `{name}`");
                        Err(missing(&message, name, parent.locals.keys()).into())
                    }
                },
            },
            Some("inputs") => {
                let inputs = Evaluator { config: parent, ..*self }.inputs()?;
                Ok(walk(&inputs.unwrap_or_else(empty), steps, taken + 1))
            }
            _ => {
                let whole = Evaluator { config: parent, ..*self }.exported()?;
                Ok(walk(&whole, steps, taken))
            }
        }
    }

    /// Returns everything that the file sets, as another file sees it.
    pub(crate) fn exported(&self) -> Result<Value, Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        let settings = Settings::of_file(self, &mut diagnostics);
        let inputs = self.inputs()?;
        diagnostics.into_result(())?;
        let mut entries = settings.exported();
        entries.insert("locals".to_owned(), Value::object((*self.config.locals).clone()));
        entries.insert("inputs".to_owned(), inputs.unwrap_or_else(empty));
        entries.insert("dependency".to_owned(), self.dependency_objects());
        Ok(Value::object(entries))
    }

    /// Returns `dependency` as an object, as far as outputs are there.
    pub(crate) fn dependency_objects(&self) -> Value {
        let dependencies = match self.stage {
            Stage::Unknown(dependencies) | Stage::Known(Outputs { dependencies, .. }) => {
                dependencies
            }
            Stage::Include | Stage::Feature | Stage::Locals | Stage::Early(_) => &[],
        };
        Value::object(dependencies.iter().map(|dependency| {
            let outputs =
                self.outputs(dependency).unwrap_or_else(|_| Value::unknown(Type::Dynamic));
            (dependency.label.clone(), Value::object([("outputs", outputs)]))
        }))
    }

    fn dependency(&self, steps: &[Step]) -> Looked {
        let dependencies = match self.stage {
            Stage::Unknown(dependencies) | Stage::Known(Outputs { dependencies, .. }) => {
                dependencies
            }
            Stage::Include | Stage::Feature => return too_early("includes and features"),
            Stage::Locals => return too_early("locals"),
            Stage::Early(what) => return too_early(what),
        };
        let Some(name) = steps.first().and_then(step_name) else {
            return fault(
                "`dependency` alone is no value",
                "write `dependency.<label>.outputs.<name>`",
            );
        };
        let Some(dependency) = dependencies.iter().find(|one| one.label == name) else {
            let labels: Vec<&String> = dependencies.iter().map(|one| &one.label).collect();
            let message = format!("there is no dependency `{name}`");
            let fault = missing(&message, name, labels.into_iter());
            return Err(if fault.hint.is_some() {
                fault.into()
            } else {
                fault.hint(format!("declare `dependency \"{name}\" {{ config_path = … }}`")).into()
            });
        };
        match steps.get(1).and_then(step_name) {
            Some("outputs") => self.output(dependency, steps),
            Some("inputs") => fault(
                "the inputs of a dependency cannot be read",
                "make the value an output of the dependency's module",
            ),
            _ => fault(
                &format!("`dependency.{name}` has only the attribute `outputs`"),
                &format!("write `dependency.{name}.outputs.<name>`"),
            ),
        }
    }

    fn output(&self, dependency: &Dependency, steps: &[Step]) -> Looked {
        let outputs = self.outputs(dependency)?;
        let Some(name) = steps.get(2).and_then(step_name) else { return Ok((outputs, 2)) };
        match outputs.as_entries() {
            Some(entries) if !entries.contains_key(name) => {
                let known: Vec<String> = entries.keys().map(|key| format!("`{key}`")).collect();
                let reader = if let Stage::Known(Outputs { unit, .. }) = self.stage {
                    format!("unit `{unit}` reads ")
                } else {
                    String::new()
                };
                let target = &dependency.target;
                let fault = Diagnostic::error(format!(
                    "{reader}output `{name}` of `{target}`, which has no such output"
                ));
                let near = nearest(name, entries.keys().map(String::as_str));
                Err(match (near, known.is_empty()) {
                    (Some(near), _) => fault.hint(format!("did you mean `{near}`?")),
                    (None, true) => fault.hint(format!("`{target}` has no outputs")),
                    (None, false) => fault.hint(format!("its outputs are {}", known.join(", "))),
                }
                .into())
            }
            _ => Ok(walk(&outputs, steps, 2)),
        }
    }

    /// Returns the outputs of a dependency: unknown, given, or made up where the unit says so.
    fn outputs(&self, dependency: &Dependency) -> Result<Value, Diagnostics> {
        let made_up = dependency.skip_outputs || !dependency.enabled;
        if made_up {
            if let Some(mock) = &dependency.mock_outputs {
                return Ok(mock.clone());
            }
            let label = &dependency.label;
            let (word, hint) = if dependency.enabled {
                ("skips its outputs", "remove `skip_outputs`, or set `mock_outputs`")
            } else {
                ("is not enabled", "set `mock_outputs`, or do not use its outputs")
            };
            return Err(Diagnostic::error(format!(
                "dependency `{label}` {word}, so there are none"
            ))
            .note(dependency.span.clone(), "declared here")
            .hint(hint)
            .into());
        }
        let Stage::Known(Outputs { unit, outputs, .. }) = self.stage else {
            return Ok(Value::unknown(Type::Dynamic));
        };
        outputs.get(&dependency.label).cloned().ok_or_else(|| {
            let (label, target) = (&dependency.label, &dependency.target);
            Diagnostic::error(format!(
                "unit `{unit}` reads outputs of dependency `{label}`, but `{target}` has none yet"
            ))
            .hint(format!("apply `{target}` first"))
            .into()
        })
    }
}

impl Scope for Evaluator<'_> {
    fn lookup(&self, root: &str, steps: &[Step]) -> Option<Looked> {
        Some(match root {
            "local" => self.local(steps),
            "include" => self.include(steps),
            "feature" => self.feature(steps),
            "dependency" => self.dependency(steps),
            "values" => fault(
                "`values` belongs to stacks, which are not supported",
                "use `locals` or `inputs`",
            ),
            _ => return None,
        })
    }

    fn names(&self) -> Vec<String> {
        let names = ["local", "include", "feature", "dependency"];
        names.into_iter().map(str::to_owned).collect()
    }
}

fn empty() -> Value {
    Value::object(std::iter::empty::<(String, Value)>())
}

fn fault(message: &str, hint: &str) -> Looked {
    Err(Diagnostic::error(message).hint(hint).into())
}

fn too_early(what: &str) -> Looked {
    fault(
        &format!("`dependency` cannot be used here: {what} are read before any outputs are"),
        "use it in `inputs`",
    )
}

/// Returns a fault with the nearest of the names that exist.
fn missing<'n>(message: &str, name: &str, known: impl Iterator<Item = &'n String>) -> Diagnostic {
    let fault = Diagnostic::error(message);
    match nearest(name, known.map(String::as_str)) {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None => fault,
    }
}

/// Returns the name that a step takes: `.name` or `["name"]`.
pub(crate) fn step_name(step: &Step) -> Option<&str> {
    match step {
        Step::Attribute(name) => Some(name),
        Step::Index(key) => key.as_str(),
    }
}

/// Goes into a value as far as the steps lead without doubt, so that only the part that is meant is copied.
fn walk(value: &Value, steps: &[Step], from: usize) -> (Value, usize) {
    let mut value = value;
    let mut taken = from;
    while let Some(Step::Attribute(name)) = steps.get(taken) {
        // Marks of the whole must reach the part: that is the evaluator's business.
        if value.marks() != landform_value::Marks::NONE {
            break;
        }
        let Some(inner) = value.get(name) else { break };
        value = inner;
        taken += 1;
    }
    (value.clone(), taken.min(steps.len()))
}
