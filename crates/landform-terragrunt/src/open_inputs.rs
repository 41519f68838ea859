//! The inputs of a unit as text, outputs of other units being names: known parts are put in, the rest is left to an engine.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{Expression, ObjectKey};
use landform_diag::{Diagnostic, Diagnostics};
use landform_hcl::{Context, Reference, Step, emit, evaluate_open, literal, references};
use landform_value::Value;

use crate::config::{Config, Strategy, Visit, included_here};
use crate::dependency::Dependency;
use crate::evaluator::{Evaluator, Stage, step_name};
use crate::merge::deep_merge;

/// What stands for the outputs of a dependency, given the steps behind `outputs`.
pub type OutputText<'a> = &'a dyn Fn(&Dependency, &[Step]) -> String;

/// An input as text of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInput {
    /// The text.
    pub text: String,
    /// The value, as far as it is known without any outputs.
    pub value: Value,
    /// The outputs that it is made from: the label of the dependency and the name of the output, which is empty if all are meant.
    pub reads: BTreeSet<(String, String)>,
}

type Inputs = BTreeMap<String, OpenInput>;

/// Returns the inputs of a configuration, those of included files merged in.
pub(crate) fn open_inputs(
    visit: Visit<'_>,
    config: &Config,
    dependencies: &[Dependency],
    outputs: OutputText<'_>,
) -> Result<Inputs, Diagnostics> {
    let of = |config| {
        let evaluator = Evaluator { visit, config, stage: Stage::Unknown(dependencies) };
        File { evaluator, dependencies, outputs }.inputs()
    };
    let mut diagnostics = Diagnostics::default();
    let mut inputs = diagnostics.keep(of(config)).unwrap_or_default();
    for include in config.includes.iter().rev() {
        if include.strategy == Strategy::NoMerge {
            continue;
        }
        let parent = of(&include.config).map_err(|own| included_here(own, &include.head));
        for (name, below) in diagnostics.keep(parent).unwrap_or_default() {
            let merged = match inputs.remove(&name) {
                None => below,
                Some(above) if include.strategy == Strategy::Shallow => above,
                Some(above) => match merged(&below, &above) {
                    Some(input) => input,
                    None => {
                        let fault = format!(
                            "input `{name}` is merged deeply, and how depends on outputs that are not known yet"
                        );
                        diagnostics.push(Diagnostic::error(fault).at(include.head.clone()));
                        continue;
                    }
                },
            };
            inputs.insert(name, merged);
        }
    }
    diagnostics.into_result(inputs)
}

/// Merges as [`deep_merge`] does; nothing if that depends on what is unknown.
fn merged(below: &OpenInput, above: &OpenInput) -> Option<OpenInput> {
    let value = deep_merge(below.value.clone(), above.value.clone());
    let reads = below.reads.union(&above.reads).cloned().collect();
    if let Some(text) = literal(&value) {
        return Some(OpenInput { text, value, reads: BTreeSet::new() });
    }
    let text = if let (Some(_), Some(_)) = (below.value.as_entries(), above.value.as_entries()) {
        let mut entries = Vec::new();
        for name in value.as_entries()?.keys() {
            let own = match (below.entry(name), above.entry(name)) {
                (Some(below), Some(above)) => merged(&below, &above)?,
                (below, above) => above.or(below)?,
            };
            entries.push(format!("{} = {}", Value::string(name), own.text));
        }
        format!("{{ {} }}", entries.join(", "))
    } else if below.value.as_items().is_some() && above.value.as_items().is_some() {
        format!("concat({}, {})", below.text, above.text)
    } else if value.is_unknown() {
        return None;
    } else {
        return Some(above.clone());
    };
    Some(OpenInput { text, value, reads })
}

impl OpenInput {
    fn entry(&self, name: &str) -> Option<Self> {
        let value = self.value.as_entries()?.get(name)?.clone();
        let text =
            literal(&value).unwrap_or_else(|| format!("({})[{}]", self.text, Value::string(name)));
        Some(Self { text, value, reads: self.reads.clone() })
    }
}

/// One file of the configuration.
struct File<'a> {
    evaluator: Evaluator<'a>,
    dependencies: &'a [Dependency],
    outputs: OutputText<'a>,
}

impl File<'_> {
    fn inputs(&self) -> Result<Inputs, Diagnostics> {
        let file = &self.evaluator.config.file;
        let Some(attribute) = file.attribute("inputs") else { return Ok(Inputs::new()) };
        let claim = |reference: &Reference| self.claim(reference);
        let context =
            Context { source: file.source(), scope: &self.evaluator, functions: &self.evaluator };
        let whole = evaluate_open(&attribute.value, &context, &claim)?;
        if whole.is_null() {
            return Ok(Inputs::new());
        }
        let Some(entries) = whole.as_entries() else {
            return Err(Diagnostic::error("which inputs there are is not known without outputs")
                .at(file.span(&attribute.value))
                .into());
        };
        let mut inputs = Inputs::new();
        for (name, value) in entries {
            let mut input =
                OpenInput { text: String::new(), value: value.clone(), reads: BTreeSet::new() };
            match (literal(value), written(&attribute.value, name)) {
                (Some(text), _) => input.text = text,
                (None, Some(expression)) => {
                    input.text = emit(expression, &context, &claim)?;
                    input.reads = self.reads(expression);
                }
                (None, None) => {
                    let text = emit(&attribute.value, &context, &claim)?;
                    input.text = format!("({text})[{}]", Value::string(name));
                    input.reads = self.reads(&attribute.value);
                }
            }
            inputs.insert(name.clone(), input);
        }
        Ok(inputs)
    }

    /// Returns the dependency and the steps behind `outputs`, if that is what a name leads to and the outputs are real.
    fn output<'r>(&self, reference: &'r Reference) -> Option<(&Dependency, &'r [Step])> {
        let [label, outputs, rest @ ..] = reference.steps.as_slice() else { return None };
        let label = (reference.root == "dependency").then(|| step_name(label)).flatten()?;
        let dependency = self.dependencies.iter().find(|one| one.label == label)?;
        let real = dependency.enabled && !dependency.skip_outputs;
        (real && step_name(outputs) == Some("outputs")).then_some((dependency, rest))
    }

    fn claim(&self, reference: &Reference) -> Option<String> {
        let (dependency, rest) = self.output(reference)?;
        Some((self.outputs)(dependency, rest))
    }

    fn reads(&self, expression: &Expression) -> BTreeSet<(String, String)> {
        let all = references(expression);
        all.iter()
            .filter_map(|reference| {
                let (dependency, rest) = self.output(reference)?;
                let name = rest.first().and_then(step_name).unwrap_or_default();
                Some((dependency.label.clone(), name.to_owned()))
            })
            .collect()
    }
}

/// Returns the expression of an entry that an object constructor writes out once.
fn written<'e>(expression: &'e Expression, name: &str) -> Option<&'e Expression> {
    let Expression::Object(object) = expression else { return None };
    let mut found = object.iter().filter(|(key, _)| match key {
        ObjectKey::Ident(key) => key.as_str() == name,
        ObjectKey::Expression(Expression::String(key)) => key.as_str() == name,
        // It may come to the same name.
        ObjectKey::Expression(_) => true,
    });
    match (found.next(), found.next()) {
        (
            Some((ObjectKey::Ident(_) | ObjectKey::Expression(Expression::String(_)), value)),
            None,
        ) => Some(value.expr()),
        _ => None,
    }
}
