//! Values of variables that are not among the inputs: files beside the module, arguments, variables of the environment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landform_diag::Source;
use landform_hcl::{evaluate, parse, parse_expression};
use landform_terragrunt::{ExtraArguments, Unit};
use landform_value::{Value, from_json};
use landform_world::World;
use serde_json::Value as Json;

use crate::files::{Variable, constants};

/// Arguments that change nothing about what a plan says.
const HARMLESS: [&str; 6] =
    ["-compact-warnings", "-input", "-lock", "-lock-timeout", "-no-color", "-parallelism"];

/// Variables of the environment that change nothing about what a plan says.
const HARMLESS_VARIABLES: [&str; 4] =
    ["TF_CLI_CONFIG_FILE", "TF_IN_AUTOMATION", "TF_INPUT", "TF_PLUGIN_CACHE_DIR"];

/// What stands before the name in a variable of the environment.
const VARIABLE_PREFIX: &str = "TF_VAR_";

/// The values that a unit gets beside its inputs.
pub(crate) struct Given<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) unit: &'a Unit,
    pub(crate) declared: &'a BTreeMap<String, Variable>,
}

impl Given<'_> {
    /// Returns the values of declared variables, those of `files` beside the module first, later ones winning.
    pub(crate) fn values(&self, files: &[PathBuf]) -> Result<BTreeMap<String, Value>, String> {
        let mut values = BTreeMap::new();
        let blocks = || {
            let all = self.unit.settings.terraform.extra_arguments.iter();
            all.filter(|block| block.commands.iter().any(|command| command == "plan"))
        };
        for block in blocks() {
            self.environment(block, &mut values)?;
        }
        for file in files {
            self.file(file, &mut values)?;
        }
        for block in blocks() {
            self.arguments(block, &mut values)?;
            let required = block.required_var_files.iter();
            for file in required {
                self.file(&self.unit.folder.join(file), &mut values)?;
            }
            for file in block.optional_var_files.iter().map(|file| self.unit.folder.join(file)) {
                if self.world.kind(&file).is_some() {
                    self.file(&file, &mut values)?;
                }
            }
        }
        values.retain(|name, _| self.declared.contains_key(name));
        Ok(values)
    }

    fn environment(
        &self,
        block: &ExtraArguments,
        values: &mut BTreeMap<String, Value>,
    ) -> Result<(), String> {
        for (name, text) in &block.env_vars {
            if let Some(variable) = name.strip_prefix(VARIABLE_PREFIX) {
                values.extend(self.parsed(variable, text)?);
            } else if !HARMLESS_VARIABLES.contains(&name.as_str()) && !name.starts_with("TF_LOG") {
                return Err(for_its_own(block, name));
            }
        }
        Ok(())
    }

    fn arguments(
        &self,
        block: &ExtraArguments,
        values: &mut BTreeMap<String, Value>,
    ) -> Result<(), String> {
        let mut arguments = block.arguments.iter();
        while let Some(argument) = arguments.next() {
            let plain = argument.trim_start_matches('-');
            let (name, value) = match plain.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => match plain.split_once(' ') {
                    Some((name, value)) => (name, Some(value.trim())),
                    None => (plain, None),
                },
            };
            match name {
                "var" | "var-file" => {
                    let next = || arguments.next().map(String::as_str);
                    let value = value.or_else(next).unwrap_or_default().trim_matches('\'');
                    if name == "var" {
                        let (variable, text) = value.split_once('=').unwrap_or((value, ""));
                        values.extend(self.parsed(variable.trim(), text)?);
                    } else {
                        self.file(&self.unit.folder.join(value), values)?;
                    }
                }
                _ if HARMLESS.iter().any(|one| one.trim_start_matches('-') == name) => {}
                _ => return Err(for_its_own(block, argument)),
            }
        }
        Ok(())
    }

    /// Returns the value of a declared variable that is given as text.
    fn parsed(&self, name: &str, text: &str) -> Result<Option<(String, Value)>, String> {
        let Some(variable) = self.declared.get(name) else { return Ok(None) };
        if variable.is_text {
            return Ok(Some((name.to_owned(), Value::string(text))));
        }
        let source = Source::new(format!("value of {name}"), text);
        let value = parse_expression(&source)
            .and_then(|expression| evaluate(&expression, &constants(&source)));
        let value = value.map_err(|all| format!("the value of `{name}` is faulty: {all}"))?;
        Ok(Some((name.to_owned(), value)))
    }

    /// Adds the values of a file.
    fn file(&self, path: &Path, values: &mut BTreeMap<String, Value>) -> Result<(), String> {
        let shown = path.file_name().unwrap_or_default().to_string_lossy();
        let text = self
            .world
            .read_text(path)
            .map_err(|error| format!("cannot read the variables in `{shown}`: {error}"))?;
        if shown.ends_with(".json") {
            let json: Json = serde_json::from_str(&text)
                .map_err(|error| format!("`{shown}` is no JSON: {error}"))?;
            let entries = json.as_object().into_iter().flatten();
            values.extend(entries.map(|(name, value)| (name.clone(), from_json(value))));
            return Ok(());
        }
        let source = Source::new(shown.into_owned(), text);
        let document = parse(&source).map_err(|all| all.to_string())?;
        for attribute in document.body().attributes() {
            let value = evaluate(&attribute.value, &constants(&source));
            let value = value.map_err(|all| all.to_string())?;
            values.insert(attribute.key.as_str().to_owned(), value);
        }
        Ok(())
    }
}

fn for_its_own(block: &ExtraArguments, what: &str) -> String {
    format!("`{what}` in `extra_arguments \"{}\"` is for an engine run of its own", block.name)
}
