//! The README of a module, with its generated section.

use landform_diag::{Diagnostic, Diagnostics, Source};

use crate::{Module, module_table};

const FILE: &str = "README.md";
const BEGIN: &str = "<!-- begin generated: cargo xtask gen -->";
const END: &str = "<!-- end generated -->";

/// Returns the README of a module with its tables between the two markers.
///
/// # Errors
/// Reports a missing README or marker, and what is not the language in the module's files.
pub fn module_readme(module: &Module) -> Result<String, Diagnostics> {
    let Some(text) = module.file(FILE) else {
        let name = module.name;
        return Err(Diagnostic::error(format!("module `{name}` has no `{FILE}`")).into());
    };
    let source = Source::new(format!("{}/{FILE}", module.name), text);
    let (before, rest) = split(&source, text, BEGIN)?;
    let (_, after) = split(&source, rest, END)?;
    Ok(format!("{before}{BEGIN}\n\n{}\n{END}{after}", module_table(module)?))
}

fn split<'t>(
    source: &Source,
    text: &'t str,
    marker: &str,
) -> Result<(&'t str, &'t str), Diagnostics> {
    text.split_once(marker).ok_or_else(|| {
        Diagnostic::error(format!("the marker `{marker}` is missing"))
            .at(source.start())
            .hint(format!("write `{BEGIN}` and below it `{END}` where the tables are to stand"))
            .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readme(text: &'static str) -> String {
        let files: &'static [(&str, &str)] =
            Vec::leak(vec![("README.md", text), ("outputs.tf", "output \"o\" {}\n")]);
        match module_readme(&Module { name: "m", files }) {
            Ok(text) => text,
            Err(faults) => faults.iter().map(|one| one.message.clone()).collect(),
        }
    }

    #[test]
    fn fills_the_space_between_the_markers() {
        let empty = format!("# m\n\n{BEGIN}\n{END}\nEnd.\n").leak();
        let filled = readme(empty);
        let (before, rest) = filled.split_once(BEGIN).unwrap();
        assert_eq!(before, "# m\n\n");
        assert!(rest.starts_with("\n\n### Inputs\n"), "{rest}");
        assert!(rest.contains("\n| `o` |  |\n"), "{rest}");
        assert!(rest.ends_with(&format!("\n\n{END}\nEnd.\n")), "{rest}");
        let again = readme(filled.clone().leak());
        assert_eq!(again, filled);
    }

    #[test]
    fn misses_markers() {
        let begin = format!("the marker `{BEGIN}` is missing");
        let end = format!("the marker `{END}` is missing");
        assert_eq!(readme("# m\n"), begin);
        assert_eq!(readme(format!("{END}\n").leak()), begin);
        assert_eq!(readme(format!("{BEGIN}\n").leak()), end);
        assert_eq!(readme(format!("{END}\n{BEGIN}\n").leak()), end);
        let module = Module { name: "m", files: &[] };
        let faults = module_readme(&module).unwrap_err().to_string();
        assert_eq!(faults, "error: module `m` has no `README.md`");
    }
}
