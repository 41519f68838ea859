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
    let anywhere = [("#[ign", "ore"), ("should_", "panic"), ("#[all", "ow(")];
    let in_comments = [("TO", "DO"), ("FIX", "ME")];
    let joined = |words: &[(&str, &str)]| -> Vec<String> {
        words.iter().map(|(a, b)| format!("{a}{b}")).collect()
    };
    let (anywhere, in_comments) = (joined(&anywhere), joined(&in_comments));
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let comment = line.split_once("//").map_or("", |(_, comment)| comment);
        let found = anywhere.iter().filter(|word| line.contains(word.as_str()));
        let noted = in_comments.iter().filter(|word| comment.contains(word.as_str()));
        for word in found.chain(noted) {
            let (path, line) = (path.display(), number + 1);
            faults.push(format!("{path}:{line}: `{word}` is not used here"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_ends_are_faults_in_comments() {
        let word = ["TO", "DO"].concat();
        let faults = |text: String| banned_words(Path::new("a.rs"), &text).len();
        assert_eq!(faults(format!("fn a() {{}} // {word}: b\n")), 1);
        assert_eq!(faults(format!("assert!(!text.contains(\"{word}\"));\n")), 0);
        assert_eq!(faults(format!("#[{}]\n", ["ign", "ore"].concat())), 1);
    }
}
