//! `cargo xtask tidy`: the house rules that no lint knows.

mod catalog;
mod layers;
mod rust;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Outcome, root};

/// A broken rule: where, and which.
type Fault = String;

/// Checks every rule and reports all faults at once.
pub(crate) fn run() -> Outcome {
    let root = root();
    let files = tracked_files(&root)?;
    let mut faults: Vec<Fault> = Vec::new();
    faults.extend(rust::check(&root, &files)?);
    faults.extend(layers::check(&root)?);
    faults.extend(catalog::check(&root, &files)?);
    faults.extend(machine_paths(&root, &files)?);
    if faults.is_empty() {
        return Ok(());
    }
    faults.sort();
    Err(format!("{} broken rules:\n{}", faults.len(), faults.join("\n")))
}

/// Returns the files that git knows or would add, relative to the root.
fn tracked_files(root: &Path) -> Outcome<Vec<PathBuf>> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cannot run git: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(PathBuf::from).filter(|path| root.join(path).is_file()).collect())
}

/// Returns the text of a file.
fn read(root: &Path, path: &Path) -> Outcome<String> {
    let bytes =
        std::fs::read(root.join(path)).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// No path of one machine stands in the repository.
fn machine_paths(root: &Path, files: &[PathBuf]) -> Outcome<Vec<Fault>> {
    // Spelled in two parts, so that this file keeps the rule itself.
    let banned: Vec<String> = [("/ro", "ot/"), ("/wo", "rk/"), ("/opt/", "tf-plugins")]
        .iter()
        .map(|(a, b)| format!("{a}{b}"))
        .collect();
    let text_kinds = ["rs", "md", "tf", "hcl", "toml", "sh", "yml", "json"];
    let mut faults = Vec::new();
    for path in files {
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or("");
        if !text_kinds.contains(&kind) {
            continue;
        }
        let text = read(root, path)?;
        for (number, line) in text.lines().enumerate() {
            if banned.iter().any(|one| begins(line, one)) {
                faults.push(format!("{}:{}: a path of one machine", path.display(), number + 1));
            }
        }
    }
    Ok(faults)
}

/// Tells whether a path begins somewhere in a line, and is not just the middle of a longer one.
fn begins(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|one| one.is_alphanumeric() || ".-_}".contains(one))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_after_something_else() {
        let cases = [
            ("/a/b", true),
            ("see `/a/b`", true),
            ("x=/a/b", true),
            ("file:///a/b", true),
            ("c/a/b", false),
            ("./a/b ${x}/a/b", false),
            ("c/a/b and /a/b", true),
            ("/ab", false),
        ];
        for (line, expected) in cases {
            assert_eq!(begins(line, "/a/"), expected, "{line}");
        }
    }
}
