//! The reference of the commands.

use std::path::{Path, PathBuf};

use super::Output;
use crate::Outcome;

/// Adds the reference.
pub(super) fn generate(_root: &Path, output: &mut Output) -> Outcome {
    let page = format!("<!-- generated: cargo xtask gen -->\n\n{}", landform_cli::reference());
    output.files.insert(PathBuf::from("docs/cli.md"), page.into_bytes());
    Ok(())
}
