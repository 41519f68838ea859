//! The files of a unit's module, made fit to be called by a root: provider blocks and imports are taken out and kept apart.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use hcl_edit::structure::{Block, Body};
use landform_diag::Diagnostics;
use landform_hcl::{Reference, references};
use landform_terragrunt::OpenInput;
use landform_value::Value;

use crate::files::{File, Files, Variable, label, place};
use crate::provider::Configuration;
use crate::scope::ModuleScope;

/// What the module says, and what was taken out of it.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    /// The provider configurations that the root takes over.
    pub(crate) providers: Vec<Configuration>,
    /// The references of those that stay: what they need is inside the module alone.
    pub(crate) kept_providers: BTreeSet<String>,
    pub(crate) outputs: BTreeSet<String>,
    /// The sources of providers by local name.
    pub(crate) sources: BTreeMap<String, String>,
    pub(crate) imports: Vec<Import>,
}

/// An import, its expressions written for the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    /// The address inside the unit.
    pub(crate) to: String,
    /// How the unit refers to the provider configuration, if it does.
    pub(crate) provider: Option<String>,
    /// The other attributes.
    pub(crate) rest: Vec<(String, String)>,
}

/// Takes provider blocks and imports out of the files of a module.
///
/// Refuses what means something else in a module than in a root.
pub(crate) fn open(
    files: &mut Files,
    declared: &BTreeMap<String, Variable>,
    inputs: &BTreeMap<String, OpenInput>,
) -> Result<Opened, String> {
    let scope = ModuleScope::new(files, declared, inputs);
    let mut opened = Opened {
        outputs: files.outputs(),
        sources: files.sources(),
        kept_providers: files.json_providers(),
        ..Opened::default()
    };
    let mut gaps: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, block) in files.blocks("provider") {
        let Some(file) = files.native.get(at) else { continue };
        let alias = alias(&scope, file, block)?;
        match configuration(&scope, file, block, alias.clone()) {
            Ok(configuration) => {
                opened.providers.push(configuration);
                gaps.push((at, place(block)));
            }
            // It needs a data source or a resource of the module: a module may have such a block itself.
            Err(_) => {
                let local = label(block).unwrap_or_default();
                opened
                    .kept_providers
                    .insert(alias.map_or(local.clone(), |alias| format!("{local}.{alias}")));
            }
        }
    }
    for (at, block) in files.blocks("import") {
        let Some(file) = files.native.get(at) else { continue };
        opened.imports.push(import(&scope, file, block)?);
        gaps.push((at, place(block)));
    }
    if files.json.iter().any(|(_, json)| json.get("import").is_some()) {
        return Err("an `import` in a JSON file is not taken apart".to_owned());
    }
    opened.providers.sort();
    drop(scope);
    files.take_out(gaps);
    Ok(opened)
}

fn alias(scope: &ModuleScope<'_>, file: &File, block: &Block) -> Result<Option<String>, String> {
    let Some(attribute) = block.body.get_attribute("alias") else { return Ok(None) };
    let value = scope.value(file, &attribute.value).map_err(|all| all.to_string())?;
    Ok(value.as_str().map(str::to_owned))
}

fn configuration(
    scope: &ModuleScope<'_>,
    file: &File,
    block: &Block,
    alias: Option<String>,
) -> Result<Configuration, Diagnostics> {
    let mut text = String::new();
    write_body(scope, file, &block.body, 1, &mut text)?;
    Ok(Configuration { local: label(block).unwrap_or_default(), alias, text })
}

/// Writes a body with everything known put in; what only names the configuration is left out.
fn write_body(
    scope: &ModuleScope<'_>,
    file: &File,
    body: &Body,
    depth: usize,
    text: &mut String,
) -> Result<(), Diagnostics> {
    let indent = "  ".repeat(depth);
    for attribute in body.attributes() {
        let name = attribute.key.as_str();
        if depth == 1 && matches!(name, "alias" | "version") {
            continue;
        }
        let value = scope.text(file, &attribute.value, &|_| None)?;
        text.push_str(&format!("{indent}{name} = {value}\n"));
    }
    for block in body.blocks() {
        let labels = block.labels.iter().map(|label| format!(" {}", Value::string(label.as_str())));
        let labels: String = labels.collect();
        text.push_str(&format!("{indent}{}{labels} {{\n", block.ident.as_str()));
        write_body(scope, file, &block.body, depth + 1, text)?;
        text.push_str(&format!("{indent}}}\n"));
    }
    Ok(())
}

fn import(scope: &ModuleScope<'_>, file: &File, block: &Block) -> Result<Import, String> {
    let name = file.source.path().display();
    let mut import = Import { to: String::new(), provider: None, rest: Vec::new() };
    for attribute in block.body.attributes() {
        // Addresses and configurations are names, and stay as they are written.
        let written = || {
            let spanned = references(&attribute.value).into_iter().next();
            let text = spanned.and_then(|one| file.source.text().get(one.span));
            text.map(str::to_owned)
        };
        match attribute.key.as_str() {
            "to" => import.to = written().unwrap_or_default(),
            "provider" => import.provider = written(),
            other => {
                let each = |reference: &Reference| {
                    let text = landform_hcl::steps_text(&reference.steps);
                    (reference.root == "each").then(|| format!("each{text}"))
                };
                let text = scope.text(file, &attribute.value, &each).map_err(|all| {
                    format!("`{name}` has an `import` block that needs more than inputs: {all}")
                })?;
                import.rest.push((other.to_owned(), text));
            }
        }
    }
    if import.to.is_empty() {
        return Err(format!("`{name}` has an `import` block without an address"));
    }
    Ok(import)
}

#[cfg(test)]
mod tests;
