//! The tables of a module's README: its inputs and outputs.

use std::fmt::Write as _;

use landform_diag::Diagnostics;

use crate::{Module, interface};

/// Returns the generated section of a module's README, as Markdown.
///
/// # Errors
/// Reports what is not the language in the module's files.
pub fn module_table(module: &Module) -> Result<String, Diagnostics> {
    let interface = interface(module)?;
    let mut page =
        String::from("## Inputs\n\n| name | type | default | description |\n|---|---|---|---|\n");
    for variable in &interface.variables {
        let default = match &variable.default {
            None => "required".to_owned(),
            Some(text) => code(text),
        };
        let _ = writeln!(
            page,
            "| `{}` | {} | {default} | {} |",
            variable.name,
            code(&variable.ty),
            cell(&variable.description)
        );
    }
    page.push_str("\n## Outputs\n\n| name | description |\n|---|---|\n");
    for output in &interface.outputs {
        let _ = writeln!(page, "| `{}` | {} |", output.name, cell(&output.description));
    }
    Ok(page)
}

/// Returns text that cannot end its cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// Returns an expression as code on one line: inside braces, line breaks become commas.
fn code(text: &str) -> String {
    let mut line = String::new();
    for part in
        text.lines().map(|part| part.trim().split_whitespace().collect::<Vec<_>>().join(" "))
    {
        if part.is_empty() || part.starts_with('#') {
            continue;
        }
        let opened = line.ends_with(['{', '[', '(']);
        let closes = part.starts_with(['}', ']', ')']);
        if !line.is_empty() {
            let item = !opened && !closes && !line.ends_with(',');
            line.push_str(match (item, opened || closes) {
                (true, _) => ", ",
                (false, true) if line.ends_with('{') || part.starts_with('}') => " ",
                (false, true) => "",
                (false, false) => " ",
            });
        }
        line.push_str(&part);
    }
    format!("`{}`", line.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_one_line_for_each_input_and_output() {
        let module = Module {
            name: "m",
            files: &[
                (
                    "variables.tf",
                    "variable \"a\" {\n  type = map(object({\n    x = string\n    y = optional(number, 1)\n  }))\n  description = \"One|two.\"\n}\nvariable \"b\" {\n  type = list(string)\n  description = \"B.\"\n  default = [\n    \"x\",\n    \"y\"\n  ]\n}\n",
                ),
                ("outputs.tf", "output \"c\" {\n  description = \"A c.\"\n  value = 1\n}\n"),
            ],
        };
        assert_eq!(
            module_table(&module).unwrap(),
            "## Inputs\n\n| name | type | default | description |\n|---|---|---|---|\n\
             | `a` | `map(object({ x = string, y = optional(number, 1) }))` | required | One\\|two. |\n\
             | `b` | `list(string)` | `[\"x\", \"y\"]` | B. |\n\
             \n## Outputs\n\n| name | description |\n|---|---|\n| `c` | A c. |\n"
        );
    }
}
