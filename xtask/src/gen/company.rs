//! The reference of the company file and its JSON schema.

use std::path::{Path, PathBuf};

use super::Output;
use crate::Outcome;

const INTRODUCTION: &str = "\
# The company file

<!-- generated: cargo xtask gen -->

`landform.hcl` says what the company is; everything else is made from it.
Only the block `company` must be there: what is left out has a default, or is decided from the rest of the file.
A default \"by size\" gives the values for the sizes `small`, `standard` and `production`, in this order.
The same as a JSON schema, for editors and other programs: [company-file.schema.json](company-file.schema.json).
";

/// Adds the reference and the schema.
pub(super) fn generate(_root: &Path, output: &mut Output) -> Outcome {
    let page = format!("{INTRODUCTION}\n{}", landform_company::reference());
    output.files.insert(PathBuf::from("docs/company-file.md"), page.into_bytes());
    let schema = landform_company::json_schema();
    let mut text = serde_json::to_string_pretty(&schema).map_err(|error| error.to_string())?;
    text.push('\n');
    output.files.insert(PathBuf::from("docs/company-file.schema.json"), text.into_bytes());
    Ok(())
}
