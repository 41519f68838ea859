//! What a module takes, makes and gives: its variables, resource types and outputs.

use std::collections::BTreeSet;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use landform_diag::{Diagnostics, Source};
use landform_hcl::{parse, span_of};

use crate::Module;

/// The variables and outputs of a module, each in the order of the files, and its resource types, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interface {
    /// What it takes.
    pub variables: Vec<Variable>,
    /// What it gives.
    pub outputs: Vec<Output>,
    /// What it makes and looks up: one entry for each type and file.
    pub resources: Vec<ResourceType>,
}

/// A variable of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The name.
    pub name: String,
    /// The type as it is written.
    pub ty: String,
    /// What it means.
    pub description: String,
    /// The default as it is written; `None` if the variable must be set.
    pub default: Option<String>,
    /// Whether null is a value, or stands for the default.
    pub nullable: bool,
    /// Whether the engine hides the value.
    pub sensitive: bool,
}

impl Variable {
    /// Tells whether the variable must be set.
    pub fn required(&self) -> bool {
        self.default.is_none()
    }
}

/// An output of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Whether the engine hides the value.
    pub sensitive: bool,
}

/// A type of resources or data sources in a file of a module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResourceType {
    /// Whether the module makes it or looks it up.
    pub mode: Mode,
    /// The type, such as `aws_vpc`.
    pub ty: String,
    /// The file of the module.
    pub file: String,
}

/// Whether a module makes something or looks it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// `resource`.
    Resource,
    /// `data`.
    Data,
}

impl Interface {
    /// Returns the variable of that name.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().find(|variable| variable.name == name)
    }

    /// Returns the output of that name.
    pub fn output(&self, name: &str) -> Option<&Output> {
        self.outputs.iter().find(|output| output.name == name)
    }
}

/// Reads the interface of a module from the files in its folder.
///
/// # Errors
/// Reports what is not the language in these files.
pub fn interface(module: &Module) -> Result<Interface, Diagnostics> {
    let mut interface = Interface::default();
    let mut resources = BTreeSet::new();
    for (path, text) in module.files {
        // What lies in folders belongs to other modules, or is data.
        if path.contains('/') || !path.ends_with(".tf") {
            continue;
        }
        let source = Source::new(format!("{}/{path}", module.name), *text);
        let document = parse(&source)?;
        resource_types(document.body(), path, &mut resources);
        for block in document.body().blocks() {
            let Some(name) = block.labels.first().map(|label| label.as_str().to_owned()) else {
                continue;
            };
            match block.ident.as_str() {
                "variable" => interface.variables.push(variable(&source, name, block)),
                "output" => interface.outputs.push(output(name, block)),
                _ => {}
            }
        }
    }
    interface.resources = resources.into_iter().collect();
    Ok(interface)
}

fn variable(source: &Source, name: String, block: &Block) -> Variable {
    let body = &block.body;
    let written = |key: &str| {
        let value = &body.get_attribute(key)?.value;
        Some(span_of(source, value).text().trim().to_owned())
    };
    Variable {
        name,
        ty: written("type").unwrap_or_default(),
        description: text_of(body, "description"),
        default: written("default"),
        nullable: truth_of(body, "nullable").unwrap_or(true),
        sensitive: truth_of(body, "sensitive").unwrap_or(false),
    }
}

fn output(name: String, block: &Block) -> Output {
    Output {
        name,
        description: text_of(&block.body, "description"),
        sensitive: truth_of(&block.body, "sensitive").unwrap_or(false),
    }
}

fn resource_types(body: &Body, file: &str, found: &mut BTreeSet<ResourceType>) {
    for block in body.blocks() {
        let mode = match block.ident.as_str() {
            "resource" => Mode::Resource,
            "data" => Mode::Data,
            // A data source may stand inside a check.
            "check" => {
                resource_types(&block.body, file, found);
                continue;
            }
            _ => continue,
        };
        if let Some(ty) = block.labels.first() {
            let ty = ty.as_str().to_owned();
            found.insert(ResourceType { mode, ty, file: file.to_owned() });
        }
    }
}

/// Returns the text of an attribute that is a plain string or heredoc.
fn text_of(body: &Body, key: &str) -> String {
    let Some(attribute) = body.get_attribute(key) else { return String::new() };
    if let Expression::HeredocTemplate(heredoc) = &attribute.value {
        return heredoc.template.to_string();
    }
    attribute.value.as_str().unwrap_or_default().to_owned()
}

fn truth_of(body: &Body, key: &str) -> Option<bool> {
    body.get_attribute(key)?.value.as_bool()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: &str = r#"
resource "b" "x" {}
resource "a" "x" {}
resource "a" "y" {}
data "c" "x" {}
check "it" {
  data "d" "x" {}
}
"#;

    const VARIABLES: &str = r#"
variable "a" {
  type = object({
    x = optional(string, "y")
  })
  description = "An `a`."
  nullable    = false
}
variable "b" {
  type      = string
  default   = null
  sensitive = true
}
"#;

    const OUTPUTS: &str = r#"
output "c" {
  description = "A c."
  value       = 1
}
output "d" {
  description = <<-EOT
    A d.
  EOT
  value       = var.b
  sensitive   = true
}
"#;

    const MODULE: Module = Module {
        name: "m",
        files: &[
            ("extra/variables.tf", "variable \"elsewhere\" {}\n"),
            ("extra.tf", "resource \"a\" \"z\" {}\n"),
            ("main.tf", MAIN),
            ("outputs.tf", OUTPUTS),
            ("variables.tf", VARIABLES),
        ],
    };

    #[test]
    fn reads_variables_and_outputs() {
        let interface = interface(&MODULE).unwrap();
        assert_eq!((interface.variables.len(), interface.outputs.len()), (2, 2));
        let a = interface.variable("a").unwrap();
        assert_eq!(a.ty, "object({\n    x = optional(string, \"y\")\n  })");
        assert_eq!((a.description.as_str(), a.required()), ("An `a`.", true));
        assert_eq!((a.nullable, a.sensitive), (false, false));
        let b = interface.variable("b").unwrap();
        assert_eq!((b.default.as_deref(), b.required()), (Some("null"), false));
        assert_eq!((b.nullable, b.sensitive), (true, true));
        let shown = |name| interface.output(name).map(|o| (o.description.trim(), o.sensitive));
        assert_eq!(shown("c"), Some(("A c.", false)));
        assert_eq!(shown("d"), Some(("A d.", true)));
    }

    #[test]
    fn reads_resource_types_by_file() {
        let resources = interface(&MODULE).unwrap().resources;
        let shown: Vec<_> =
            resources.iter().map(|one| format!("{:?} {} {}", one.mode, one.ty, one.file)).collect();
        let expected = [
            "Resource a extra.tf",
            "Resource a main.tf",
            "Resource b main.tf",
            "Data c main.tf",
            "Data d main.tf",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn reports_what_is_not_the_language() {
        let module = Module { name: "m", files: &[("main.tf", "resource \"a\" {\n")] };
        let faults = interface(&module).unwrap_err().to_string();
        assert!(faults.contains("m/main.tf:1"), "{faults}");
    }
}
