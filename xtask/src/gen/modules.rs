//! The reference in the README of each module, from the module's own files.

use std::path::Path;

use super::Output;
use crate::Outcome;

/// Adds the README of every module.
pub(super) fn generate(_root: &Path, output: &mut Output) -> Outcome {
    for module in landform_catalog::modules() {
        let readme = landform_catalog::module_readme(module).map_err(|error| error.to_string())?;
        let path = Path::new("catalog/modules").join(module.name).join("README.md");
        output.files.insert(path, readme.into_bytes());
    }
    Ok(())
}
