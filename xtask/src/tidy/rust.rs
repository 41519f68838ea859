//! Rules for Rust files.

use std::path::{Path, PathBuf};

use super::{Fault, read};
use crate::Outcome;

/// A file longer than this is several files.
const MAX_LINES: usize = 1000;

/// Names that say nothing.
const BANNED_NAMES: [&str; 7] =
    ["util.rs", "utils.rs", "helpers.rs", "common.rs", "manager.rs", "imp.rs", "misc.rs"];

/// Checks all Rust files but the generated ones.
pub(super) fn check(root: &Path, files: &[PathBuf]) -> Outcome<Vec<Fault>> {
    let mut faults = Vec::new();
    for path in files.iter().filter(|path| path.extension().is_some_and(|kind| kind == "rs")) {
        if path.components().any(|part| part.as_os_str() == "generated") {
            continue;
        }
        let text = read(root, path)?;
        let shown = path.display();
        if !text.starts_with("//!") {
            faults.push(format!(
                "{shown}: the first line must be `//!` and say what the file answers for"
            ));
        }
        let lines = text.lines().count();
        if lines > MAX_LINES {
            faults.push(format!("{shown}: {lines} lines; at most {MAX_LINES}"));
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        if BANNED_NAMES.contains(&name) {
            faults.push(format!("{shown}: `{name}` names no thing of the domain"));
        }
        faults.extend(banned_words(path, &text));
    }
    Ok(faults)
}

fn banned_words(path: &Path, text: &str) -> Vec<Fault> {
    // Spelled in two parts, so that this file keeps the rule itself.
    let banned =
        [("#[ign", "ore"), ("should_", "panic"), ("#[all", "ow("), ("TO", "DO"), ("FIX", "ME")];
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for word in banned.iter().map(|(a, b)| format!("{a}{b}")) {
            if line.contains(&word) {
                faults.push(format!(
                    "{}:{}: `{word}` is not used here",
                    path.display(),
                    number + 1
                ));
            }
        }
    }
    faults
}
