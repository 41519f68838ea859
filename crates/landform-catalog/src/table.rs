//! The tables of a module's README: its inputs, outputs and resources.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use landform_diag::Diagnostics;

use crate::expression::{dedented, shown};
use crate::{Interface, Mode, Module, interface};

/// Returns the generated section of a module's README, as Markdown.
///
/// # Errors
/// Reports what is not the language in the module's files.
pub fn module_table(module: &Module) -> Result<String, Diagnostics> {
    let interface = interface(module)?;
    Ok(format!("{}\n{}\n{}", inputs(&interface)?, outputs(&interface), resources(&interface)))
}

fn inputs(interface: &Interface) -> Result<String, Diagnostics> {
    let mut table =
        "### Inputs\n\n| name | type | default | description |\n|---|---|---|---|\n".to_owned();
    // What is too long for the table stands below it.
    let mut below = String::new();
    let mut expression = |name: &str, what: &str, text: &str| -> Result<String, Diagnostics> {
        let shown = shown(text)?;
        if shown.shortened {
            let fence = fence(text);
            let text = dedented(text);
            let _ = write!(below, "\n{what} of `{name}`:\n\n{fence}hcl\n{text}\n{fence}\n");
        }
        Ok(code(&shown.line))
    };
    for variable in &interface.variables {
        let name = &variable.name;
        let ty = match variable.ty.as_str() {
            "" => String::new(),
            text => expression(name, "Type", text)?,
        };
        let default = match &variable.default {
            None => "required".to_owned(),
            Some(text) => expression(name, "Default", text)?,
        };
        let description = described(&variable.description, variable.sensitive);
        let _ = writeln!(table, "| `{name}` | {ty} | {default} | {description} |");
    }
    Ok(table + &below)
}

fn outputs(interface: &Interface) -> String {
    let mut table = "### Outputs\n\n| name | description |\n|---|---|\n".to_owned();
    for output in &interface.outputs {
        let description = described(&output.description, output.sensitive);
        let _ = writeln!(table, "| `{}` | {description} |", output.name);
    }
    table
}

fn resources(interface: &Interface) -> String {
    let mut files: BTreeMap<(Mode, &str), Vec<String>> = BTreeMap::new();
    for resource in &interface.resources {
        let files = files.entry((resource.mode, resource.ty.as_str())).or_default();
        files.push(format!("`{}`", resource.file));
    }
    let mut table = "### Resources\n\n| type | kind | files |\n|---|---|---|\n".to_owned();
    for ((mode, ty), files) in files {
        let kind = match mode {
            Mode::Resource => "resource",
            Mode::Data => "data",
        };
        let _ = writeln!(table, "| `{ty}` | {kind} | {} |", files.join(", "));
    }
    table
}

/// Returns a description that cannot end its cell.
fn described(text: &str, sensitive: bool) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    if sensitive {
        line.push_str(" Sensitive.");
    }
    line.trim_start().to_owned()
}

/// Returns a line as code in a cell.
fn code(line: &str) -> String {
    let line = line.replace('|', "\\|");
    match longest_run(&line) {
        0 => format!("`{line}`"),
        run => {
            let ticks = "`".repeat(run + 1);
            format!("{ticks} {line} {ticks}")
        }
    }
}

/// Returns what opens and closes a block of code.
fn fence(text: &str) -> String {
    "`".repeat((longest_run(text) + 1).max(3))
}

/// Returns the length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|one| one != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: &str = "resource \"b\" \"x\" {}\nresource \"a\" \"x\" {}\ndata \"c\" \"x\" {}\n";

    const VARIABLES: &str = r#"
variable "a" {
  type = map(object({
    x = string # behind
    y = optional(number, 1)
  }))
  description = "One|two."
}
variable "b" {
  type        = list(string)
  description = "B."
  default = [
    "x|`y`  z",
  ]
}
variable "c" {
  type = object({
    # Kept where there is room.
    first_attribute  = optional(string, "one")
    second_attribute = optional(string, "two")
  })
  default     = {}
  sensitive   = true
  description = <<-EOT
    Two
    lines.
  EOT
}
"#;

    const OUTPUTS: &str = r#"
output "d" {
  description = "A d."
  value       = 1
}
output "e" {
  description = "An e."
  value       = 1
  sensitive   = true
}
"#;

    const EXPECTED: &str = r#"### Inputs

| name | type | default | description |
|---|---|---|---|
| `a` | `map(object({ x = string, y = optional(number, 1) }))` | required | One\|two. |
| `b` | `list(string)` | `` ["x\|`y`  z"] `` | B. |
| `c` | `object({ … })` | `{}` | Two lines. Sensitive. |

Type of `c`:

```hcl
object({
  # Kept where there is room.
  first_attribute  = optional(string, "one")
  second_attribute = optional(string, "two")
})
```

### Outputs

| name | description |
|---|---|
| `d` | A d. |
| `e` | An e. Sensitive. |

### Resources

| type | kind | files |
|---|---|---|
| `a` | resource | `main.tf` |
| `b` | resource | `main.tf`, `more.tf` |
| `c` | data | `main.tf` |
"#;

    #[test]
    fn writes_tables_and_what_is_too_long_for_them() {
        let module = Module {
            name: "m",
            files: &[
                ("main.tf", MAIN),
                ("more.tf", "resource \"b\" \"y\" {}\n"),
                ("outputs.tf", OUTPUTS),
                ("variables.tf", VARIABLES),
            ],
        };
        assert_eq!(module_table(&module).unwrap(), EXPECTED);
    }

    #[test]
    fn fences_are_longer_than_what_they_hold() {
        for (text, expected) in [("a", "```"), ("`a`", "```"), ("a ``` b ````", "`````")] {
            assert_eq!(fence(text), expected);
        }
    }
}
