//! What a module takes and gives: its variables and outputs.

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use landform_diag::{Diagnostics, Source};
use landform_hcl::{parse, span_of};

use crate::Module;

/// The variables and outputs of a module, each in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interface {
    /// What it takes.
    pub variables: Vec<Variable>,
    /// What it gives.
    pub outputs: Vec<Output>,
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
    /// Whether null is refused or stands for the default.
    pub nullable: bool,
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

/// Reads the interface of a module from its `variables.tf` and `outputs.tf`.
///
/// # Errors
/// Reports what is not the language in these files.
pub fn interface(module: &Module) -> Result<Interface, Diagnostics> {
    let mut interface = Interface::default();
    for (path, text) in module.files {
        if !matches!(*path, "variables.tf" | "outputs.tf") {
            continue;
        }
        let source = Source::new(format!("{}/{path}", module.name), *text);
        let document = parse(&source)?;
        for block in document.body().blocks() {
            let Some(name) = block.labels.first().map(|label| label.as_str().to_owned()) else {
                continue;
            };
            match block.ident.as_str() {
                "variable" => interface.variables.push(variable(&source, name, block)),
                "output" => {
                    let description = text_of(&block.body, "description");
                    interface.outputs.push(Output { name, description });
                }
                _ => {}
            }
        }
    }
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
        nullable: written("nullable").as_deref() != Some("false"),
    }
}

/// Returns the text of an attribute that is a plain string or heredoc.
fn text_of(body: &Body, key: &str) -> String {
    let Some(attribute) = body.get_attribute(key) else { return String::new() };
    match &attribute.value {
        Expression::HeredocTemplate(heredoc) => heredoc.template.to_string(),
        value => value.as_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_variables_and_outputs() {
        let module = Module {
            name: "m",
            files: &[
                (
                    "variables.tf",
                    "variable \"a\" {\n  type = object({\n    x = optional(string, \"y\")\n  })\n  description = \"An `a`.\"\n  nullable = false\n}\nvariable \"b\" {\n  type = string\n  default = null\n}\n",
                ),
                ("outputs.tf", "output \"c\" {\n  description = \"A c.\"\n  value = 1\n}\n"),
            ],
        };
        let interface = interface(&module).unwrap();
        let a = interface.variable("a").unwrap();
        assert_eq!(a.ty, "object({\n    x = optional(string, \"y\")\n  })");
        assert_eq!((a.description.as_str(), a.required(), a.nullable), ("An `a`.", true, false));
        let b = interface.variable("b").unwrap();
        assert_eq!((b.default.as_deref(), b.required(), b.nullable), (Some("null"), false, true));
        assert_eq!(interface.output("c").unwrap().description, "A c.");
    }
}
