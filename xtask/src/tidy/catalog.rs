//! Rules for the modules of the catalog.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Fault, read};
use crate::Outcome;

/// The files that every module has.
const FILES: [&str; 5] = ["main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md"];

/// The variables that a module may have.
const MAX_VARIABLES: usize = 25;

/// Checks every module.
pub(super) fn check(root: &Path, files: &[PathBuf]) -> Outcome<Vec<Fault>> {
    let base = Path::new("catalog/modules");
    let modules: BTreeSet<&Path> = files
        .iter()
        .filter_map(|path| path.strip_prefix(base).ok()?.components().next())
        .map(|name| Path::new(name.as_os_str()))
        .collect();
    let mut faults = Vec::new();
    for module in modules {
        let folder = base.join(module);
        let own: Vec<&PathBuf> = files.iter().filter(|path| path.starts_with(&folder)).collect();
        for name in FILES {
            if !own.contains(&&folder.join(name)) {
                faults.push(format!("{}: has no {name}", folder.display()));
            }
        }
        for (part, ending) in [("examples", "main.tf"), ("tests", ".tftest.hcl")] {
            let inside = folder.join(part);
            if !own
                .iter()
                .any(|path| path.starts_with(&inside) && path.to_string_lossy().ends_with(ending))
            {
                faults.push(format!("{}: has nothing in {part}/", folder.display()));
            }
        }
        for path in own.iter().filter(|path| path.extension().is_some_and(|kind| kind == "tf")) {
            faults.extend(check_file(path, &read(root, path)?));
        }
    }
    Ok(faults)
}

fn check_file(path: &Path, text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let at = path.display();
    let blocks = top_level_blocks(text);
    if blocks.iter().filter(|(head, _)| head.starts_with("variable ")).count() > MAX_VARIABLES {
        faults.push(format!("{at}: more than {MAX_VARIABLES} variables"));
    }
    for (head, body) in blocks {
        let has = |name: &str| {
            body.lines().any(|line| {
                line.strip_prefix("  ").is_some_and(|rest| {
                    rest.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='))
                })
            })
        };
        let is = |kind: &str| head.starts_with(kind);
        if is("provider ") {
            faults.push(format!("{at}: a module has no provider block"));
        }
        if (is("variable ") || is("output ")) && !has("description") {
            faults.push(format!("{at}: {head} has no description"));
        }
        if is("variable ") && (!has("type") || body.contains("any\n") || body.contains("(any)")) {
            faults.push(format!("{at}: {head} needs a type, and never `any`"));
        }
        if body.contains("local-exec") || body.contains("remote-exec") {
            faults.push(format!("{at}: {head} runs a script"));
        }
    }
    faults
}

/// Splits a formatted file into its top-level blocks: the line that opens each, and what it holds.
fn top_level_blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut current: Option<(String, String)> = None;
    for line in text.lines() {
        match &mut current {
            None if line.ends_with('{') && !line.starts_with([' ', '#', '}']) => {
                current = Some((line.trim_end_matches(['{', ' ']).to_owned(), String::new()));
            }
            Some(_) if line == "}" => blocks.extend(current.take()),
            Some((_, body)) => {
                body.push_str(line);
                body.push('\n');
            }
            None => {}
        }
    }
    blocks
}
