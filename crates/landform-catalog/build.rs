//! Writes the list of the catalog's modules and files that the crate embeds.
#![expect(clippy::disallowed_methods, reason = "a build script reads the files that it embeds")]

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    // Asked for when it runs, because the built script may be shared by two checkouts.
    let folder = std::env::var("CARGO_MANIFEST_DIR")?;
    let folder = Path::new(&folder).join("../../catalog/modules");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
    let mut list = String::from("&[\n");
    for module in children(&folder)? {
        let files = files(&module, &module)?;
        writeln!(list, "Module {{ name: {:?}, files: &[", name_of(&module)?)?;
        for (name, path) in files {
            writeln!(list, "({name:?}, include_str!({:?})),", path.canonicalize()?)?;
        }
        list.push_str("] },\n");
    }
    list.push_str("]\n");
    let target = Path::new(&std::env::var("OUT_DIR")?).join("modules.rs");
    fs::write(target, list)?;
    Ok(())
}

/// Returns what a module consists of when it is used: not its examples and tests, and nothing that an engine left behind.
fn files(module: &Path, folder: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let mut found = Vec::new();
    for path in children(folder)? {
        let name = name_of(&path)?;
        if path.is_dir() {
            if !(folder == module && ["examples", "tests"].contains(&name.as_str())) {
                found.extend(files(module, &path)?);
            }
        } else if !name.ends_with(".tfstate") {
            let relative = path.strip_prefix(module)?.to_str().ok_or("a path is not UTF-8")?;
            found.push((relative.replace('\\', "/"), path.clone()));
        }
    }
    Ok(found)
}

/// Returns what is in a folder, sorted, without hidden entries.
fn children(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !name_of(&path)?.starts_with('.') {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> Result<String, Box<dyn Error>> {
    let name = path.file_name().and_then(|name| name.to_str());
    Ok(name.ok_or("a path is not UTF-8")?.to_owned())
}
