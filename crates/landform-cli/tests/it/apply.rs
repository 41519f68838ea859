//! Applies and destroys with a real, unmodified engine: on the simulator, and for real where nothing is needed but files.

mod destroying;
mod refusals;
mod reviewing;
mod stopping;

use std::path::PathBuf;

use serde_json::Value as Json;

use crate::landform::{Answer, Landform};

/// A live repo that is real without any cloud: two units of the engine's own resource type, states in files.
///
/// `b` reads the output of `a`.
fn files() -> Landform {
    let module = r#"
variable "value" {
  type = string
}
variable "secret" {
  type      = string
  default   = "none"
  sensitive = true
}
resource "terraform_data" "this" {
  input            = { value = var.value, secret = var.secret }
  triggers_replace = var.value == "replace" ? [timestamp()] : null
}
output "value" {
  value = terraform_data.this.output.value
  sensitive = true
}
"#;
    let root = r#"
remote_state {
  backend = "local"
  generate = {
    path      = "backend.tf"
    if_exists = "overwrite"
  }
  config = {
    path = "${get_parent_terragrunt_dir()}/states/${path_relative_to_include()}.tfstate"
  }
}
"#;
    Landform::new()
        .file("live/modules/thing/main.tf", module)
        .file("live/root.hcl", root)
        .file("live/a/terragrunt.hcl", &unit("", "value = \"one\""))
        .file(
            "live/b/terragrunt.hcl",
            &unit(DEPENDENCY, "value = \"b of ${dependency.a.outputs.value}\""),
        )
}

const DEPENDENCY: &str = "dependency \"a\" {\n  config_path = \"../a\"\n}\n";

fn unit(head: &str, inputs: &str) -> String {
    format!(
        "include \"root\" {{\n  path = find_in_parent_folders(\"root.hcl\")\n}}\n\
         terraform {{\n  source = \"../modules//thing\"\n}}\n{head}inputs = {{\n  {inputs}\n}}\n"
    )
}

/// Writes a file of the live repo anew.
fn rewrite(landform: &Landform, path: &str, text: &str) {
    std::fs::write(landform.at(path), text).unwrap();
}

fn state_file(landform: &Landform, unit: &str) -> PathBuf {
    landform.at("live/states").join(format!("{unit}.tfstate"))
}

/// Returns the value in the state of a unit; nothing if nothing exists.
fn value(landform: &Landform, unit: &str) -> Option<String> {
    let text = std::fs::read(state_file(landform, unit)).ok()?;
    let state: Json = serde_json::from_slice(&text).unwrap();
    let instance =
        state["resources"].as_array()?.first()?["instances"].as_array()?.first()?.clone();
    Some(instance["attributes"]["output"]["value"]["value"].as_str().unwrap_or("?").to_owned())
}

fn apply(landform: &Landform, more: &[&str]) -> Answer {
    landform.run(&[&["apply", "live"], more].concat())
}

/// Fails unless all texts are in what was said.
#[track_caller]
fn says(answer: &Answer, texts: &[&str]) {
    let said = answer.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in texts {
        assert!(said.contains(text), "`{text}` is not in:\n{}", answer.stderr);
    }
}

/// Fails if a lock is left beside a state.
#[track_caller]
fn no_lock_is_left(landform: &Landform) {
    for entry in landform.at("live/states").read_dir().into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(!name.contains(".lock"), "{name}");
    }
}
