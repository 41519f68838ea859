//! `gen`: writes the files that are made from others, or checks that they are up to date.

mod cis;
mod cli;
mod company;
mod modules;
mod protobuf;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Outcome, failed, root};

/// Write the files that are made from others
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail if a file is not what it should be
    #[arg(long)]
    pub(crate) check: bool,
}

/// Files by their path in the repository, and the folders that hold nothing else.
#[derive(Default)]
struct Output {
    files: BTreeMap<PathBuf, Vec<u8>>,
    folders: BTreeSet<PathBuf>,
}

/// Adds what it makes to the output, given the top folder of the repository.
type Generator = fn(&Path, &mut Output) -> Outcome;

/// What makes files: one module of this folder each.
const GENERATORS: [Generator; 5] =
    [protobuf::generate, modules::generate, company::generate, cli::generate, cis::generate];

pub(crate) fn run(arguments: &Args) -> Outcome {
    let root = root();
    let mut output = Output::default();
    for generate in GENERATORS {
        generate(&root, &mut output)?;
    }
    let stale = stale(&root, &output)?;
    if stale.is_empty() {
        return Ok(());
    }
    if arguments.check {
        let list: Vec<_> = stale.iter().map(|path| path.display().to_string()).collect();
        return Err(format!("not up to date: {} (run `cargo xtask gen`)", list.join(", ")));
    }
    for path in &stale {
        let target = root.join(path);
        match output.files.get(path) {
            Some(bytes) => write(&target, bytes)?,
            None => fs::remove_file(&target).map_err(|error| failed(&target, &error))?,
        }
        eprintln!("wrote {}", path.display());
    }
    Ok(())
}

/// Returns the files that differ, are missing, or should not be there.
fn stale(root: &Path, output: &Output) -> Outcome<BTreeSet<PathBuf>> {
    let mut stale = BTreeSet::new();
    for (path, bytes) in &output.files {
        if fs::read(root.join(path)).ok().as_ref() != Some(bytes) {
            stale.insert(path.clone());
        }
    }
    for folder in &output.folders {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        for entry in entries {
            let name = entry.map_err(|error| failed(folder, &error))?.file_name();
            let path = folder.join(name);
            if !output.files.contains_key(&path) {
                stale.insert(path);
            }
        }
    }
    Ok(stale)
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    }
    fs::write(path, bytes).map_err(|error| failed(path, &error))
}
