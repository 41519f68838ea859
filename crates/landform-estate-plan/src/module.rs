//! The files of a unit's module, made fit to be called by a root: provider blocks are taken out and kept apart.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use hcl_edit::Span as _;
use hcl_edit::structure::{Block, Body};
use landform_diag::{Diagnostics, Source};
use landform_hcl::{Context, NoFunctions, NoScope, Scope, Step, emit, evaluate, parse};
use landform_value::Value;
use landform_world::{Access, EntryKind, World};

use crate::provider::Configuration;

/// What the module says, and what was taken out of it.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) providers: Vec<Configuration>,
    pub(crate) outputs: BTreeSet<String>,
    /// The sources of providers by local name.
    pub(crate) sources: BTreeMap<String, String>,
}

/// Takes provider blocks out of the files of a module folder; `inputs` are the variables that are known.
///
/// Refuses what means something else in a module than in a root.
pub(crate) fn open(
    world: &dyn World,
    folder: &Path,
    inputs: &BTreeMap<String, Value>,
) -> Result<Opened, String> {
    let fault = |error: std::io::Error| format!("cannot read the module: {error}");
    let mut files = Vec::new();
    for entry in world.list(folder).map_err(fault)? {
        let name = entry.name;
        if name == "terraform.tfvars"
            || name == "terraform.tfvars.json"
            || name.ends_with(".auto.tfvars")
            || name.ends_with(".auto.tfvars.json")
        {
            return Err(format!("`{name}` sets variables, which only a root reads"));
        }
        if name.ends_with(".tf.json") || name.ends_with(".tofu.json") {
            return Err(format!("`{name}` is written in JSON, which is not taken apart"));
        }
        if entry.kind != EntryKind::Folder && (name.ends_with(".tf") || name.ends_with(".tofu")) {
            let path = folder.join(&name);
            let source = Source::new(&name, world.read_text(&path).map_err(fault)?);
            let document = parse(&source).map_err(|all| all.to_string())?;
            files.push((path, source, document));
        }
    }
    let mut variables = Variables(BTreeMap::new());
    for (_, source, document) in &files {
        variables.defaults(source, document.body());
    }
    variables.0.extend(inputs.clone());
    let mut opened = Opened::default();
    for (path, source, document) in &files {
        let text = source.text();
        for word in ["path.root", "path.cwd"] {
            if text.contains(word) {
                return Err(format!(
                    "`{}` uses `{word}`, which would be another folder",
                    source.path().display()
                ));
            }
        }
        let mut gaps: Vec<Range<usize>> = Vec::new();
        for block in document.body().blocks() {
            match block.ident.as_str() {
                "provider" => {
                    opened.providers.push(configuration(source, block, &variables)?);
                    gaps.extend(block.span());
                }
                "import" => {
                    return Err(format!(
                        "`{}` has an `import` block, which only a root may have",
                        source.path().display()
                    ));
                }
                "output" => opened.outputs.extend(label(block)),
                "terraform" => sources(source, &block.body, &mut opened.sources),
                _ => {}
            }
        }
        if !gaps.is_empty() {
            let kept = without(text, &gaps);
            world
                .write(path, kept.as_bytes(), Access::Private)
                .map_err(|error| format!("cannot write the module: {error}"))?;
        }
    }
    opened.providers.sort();
    Ok(opened)
}

fn label(block: &Block) -> Option<String> {
    block.labels.first().map(|label| label.as_str().to_owned())
}

/// Returns the text without some parts of it.
fn without(text: &str, gaps: &[Range<usize>]) -> String {
    let mut kept = String::new();
    let mut from = 0;
    for gap in gaps {
        kept.push_str(text.get(from..gap.start).unwrap_or_default());
        from = gap.end;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

fn sources(source: &Source, body: &Body, found: &mut BTreeMap<String, String>) {
    for block in body.blocks().filter(|block| block.ident.as_str() == "required_providers") {
        for attribute in block.body.attributes() {
            // `configuration_aliases` has names in it: only the source counts.
            let hcl_edit::expr::Expression::Object(object) = &attribute.value else { continue };
            let context = Context { source, scope: &NoScope, functions: &NoFunctions };
            for (key, value) in object {
                let is_source = key.as_ident().is_some_and(|name| name.as_str() == "source");
                if is_source
                    && let Ok(address) = evaluate(value.expr(), &context)
                    && let Some(address) = address.as_str()
                {
                    found.insert(attribute.key.as_str().to_owned(), address.to_owned());
                }
            }
        }
    }
}

/// The variables of a module, as far as they are known.
struct Variables(BTreeMap<String, Value>);

impl Variables {
    fn defaults(&mut self, source: &Source, body: &Body) {
        let context = Context { source, scope: &NoScope, functions: &NoFunctions };
        for block in body.blocks().filter(|block| block.ident.as_str() == "variable") {
            if let (Some(name), Some(default)) = (label(block), block.body.get_attribute("default"))
                && let Ok(value) = evaluate(&default.value, &context)
            {
                self.0.insert(name, value);
            }
        }
    }
}

impl Scope for Variables {
    fn lookup(&self, root: &str, steps: &[Step]) -> Option<Result<(Value, usize), Diagnostics>> {
        let Some(Step::Attribute(name)) = steps.first() else { return None };
        (root == "var").then(|| self.0.get(name).map(|value| Ok((value.clone(), 1)))).flatten()
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

fn configuration(
    source: &Source,
    block: &Block,
    variables: &Variables,
) -> Result<Configuration, String> {
    let context = Context { source, scope: variables, functions: &NoFunctions };
    let fault = |all: Diagnostics| format!("the provider configuration is not known: {all}");
    let local = label(block).unwrap_or_default();
    let alias = match block.body.get_attribute("alias") {
        None => None,
        Some(attribute) => {
            let value = evaluate(&attribute.value, &context).map_err(fault)?;
            value.as_str().map(str::to_owned)
        }
    };
    let mut text = String::new();
    write_body(&block.body, &context, 1, &mut text).map_err(fault)?;
    Ok(Configuration { local, alias, text })
}

/// Writes a body with all expressions replaced by their values; what only names the configuration is left out.
fn write_body(
    body: &Body,
    context: &Context<'_>,
    depth: usize,
    text: &mut String,
) -> Result<(), Diagnostics> {
    let indent = "  ".repeat(depth);
    for attribute in body.attributes() {
        let name = attribute.key.as_str();
        if depth == 1 && matches!(name, "alias" | "version") {
            continue;
        }
        let value = emit(&attribute.value, context, &|_| None)?;
        text.push_str(&format!("{indent}{name} = {value}\n"));
    }
    for block in body.blocks() {
        let labels = block.labels.iter().map(|label| format!(" {}", Value::string(label.as_str())));
        let labels: String = labels.collect();
        text.push_str(&format!("{indent}{}{labels} {{\n", block.ident.as_str()));
        write_body(&block.body, context, depth + 1, text)?;
        text.push_str(&format!("{indent}}}\n"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use landform_world::MemoryWorld;

    use super::*;

    fn opened(text: &str) -> (MemoryWorld, Result<Opened, String>) {
        let world = MemoryWorld::from_fixture(text);
        let inputs = BTreeMap::from([("region".to_owned(), Value::string("eu-west-1"))]);
        let opened = open(&world, Path::new("/m"), &inputs);
        (world, opened)
    }

    #[test]
    fn takes_provider_blocks_out_with_their_values() {
        let (world, opened) = opened(
            r#"
//- /m/main.tf
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
variable "region" {}
variable "name" {
  default = "x"
}
provider "aws" {
  region = var.region
  default_tags {
    tags = { name = "${var.name}-1" }
  }
}
# behind
provider "aws" {
  alias  = "us"
  region = "us-east-1"
}
output "id" {
  value = 1
}
"#,
        );
        let opened = opened.unwrap();
        let shown: Vec<String> = opened
            .providers
            .iter()
            .map(|one| format!("{}\n{}", one.reference(), one.text))
            .collect();
        assert_eq!(
            shown,
            [
                "aws\n  region = \"eu-west-1\"\n  default_tags {\n    tags = { \"name\" = \"x-1\" }\n  }\n",
                "aws.us\n  region = \"us-east-1\"\n",
            ]
        );
        assert_eq!(opened.source_of("aws"), "hashicorp/aws");
        assert_eq!(opened.outputs, BTreeSet::from(["id".to_owned()]));
        let text = world.read_text(Path::new("/m/main.tf")).unwrap();
        assert!(!text.contains("provider \"aws\"") && text.contains("# behind\n"), "{text}");
    }

    #[test]
    fn refuses_what_means_something_else_in_a_module() {
        for (text, reason) in [
            (
                "//- /m/a.auto.tfvars\nx = 1\n",
                "`a.auto.tfvars` sets variables, which only a root reads",
            ),
            ("//- /m/a.tf.json\n{}\n", "`a.tf.json` is written in JSON, which is not taken apart"),
            (
                "//- /m/a.tf\nlocals {\n  x = path.root\n}\n",
                "`a.tf` uses `path.root`, which would be another folder",
            ),
            (
                "//- /m/a.tf\nimport {\n  to = a.b\n  id = 1\n}\n",
                "`a.tf` has an `import` block, which only a root may have",
            ),
            (
                "//- /m/a.tf\nprovider \"aws\" {\n  region = local.x\n}\n",
                "the provider configuration is not known: a.tf:2:12: error: there is no name `local` here",
            ),
        ] {
            assert_eq!(opened(text).1.unwrap_err(), reason, "{text}");
        }
    }
}
