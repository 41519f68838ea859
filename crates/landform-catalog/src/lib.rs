//! The modules of the catalog, embedded in the binary, and their interfaces read from their own files.

mod expression;
mod interface;
mod readme;
mod table;

pub use interface::{Interface, Mode, Output, ResourceType, Variable, interface};
pub use readme::module_readme;
pub use table::module_table;

/// A module: its name and its files, without examples and tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Module {
    /// The name: its folder in the catalog.
    pub name: &'static str,
    /// Path inside the module and text of each file, by path.
    pub files: &'static [(&'static str, &'static str)],
}

impl Module {
    /// Returns the text of a file.
    pub fn file(&self, path: &str) -> Option<&'static str> {
        self.files.iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
    }
}

static MODULES: &[Module] = include!(concat!(env!("OUT_DIR"), "/modules.rs"));

/// Returns all modules, by name.
pub fn modules() -> &'static [Module] {
    MODULES
}

/// Returns the module of that name.
pub fn module(name: &str) -> Option<&'static Module> {
    MODULES.iter().find(|module| module.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_has_an_interface() {
        assert!(!modules().is_empty());
        for module in modules() {
            let interface = interface(module).unwrap();
            assert!(!interface.variables.is_empty(), "{}", module.name);
            assert!(!interface.outputs.is_empty(), "{}", module.name);
            assert!(!interface.resources.is_empty(), "{}", module.name);
            for variable in &interface.variables {
                assert!(!variable.ty.is_empty(), "{}.{}", module.name, variable.name);
                assert!(!variable.description.is_empty(), "{}.{}", module.name, variable.name);
            }
            for output in &interface.outputs {
                assert!(!output.description.is_empty(), "{}.{}", module.name, output.name);
            }
        }
    }

    #[test]
    fn every_module_has_a_reference() {
        for module in modules() {
            let readme = module_readme(module).unwrap();
            assert_eq!(readme.matches("\n## Reference\n").count(), 1, "{}", module.name);
            let (_, reference) = readme.split_once("\n## Reference\n").unwrap();
            for variable in interface(module).unwrap().variables {
                assert!(
                    reference.contains(&format!("\n| `{}` | ", variable.name)),
                    "{}",
                    module.name
                );
            }
        }
    }

    #[test]
    fn leaves_out_examples_tests_and_hidden_files() {
        for module in modules() {
            for (path, _) in module.files {
                let hidden = path.split('/').any(|part| part.starts_with('.'));
                let development = path.starts_with("examples/") || path.starts_with("tests/");
                assert!(!hidden && !development, "{}/{path}", module.name);
            }
        }
    }
}
