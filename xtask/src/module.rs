//! `cargo xtask module`: what a module must pass while it is written.

use std::path::Path;
use std::process::Command;

use landform_testkit::{engine, test_module};

use crate::bench::roots;
use crate::{Outcome, failed, root};

/// Test modules of the catalog: their own tests, then an apply, an empty plan and a destroy of their roots on the simulator
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The modules [default: all]
    names: Vec<String>,
}

/// Tests modules; all of them, before the faults are told.
pub(crate) fn run(arguments: &Args) -> Outcome {
    let engine = engine().map_err(|skip| skip.to_string())?;
    let mut faults = Vec::new();
    for name in names(arguments)? {
        let module = root().join("catalog/modules").join(&name);
        let tested = test_module(&engine, &module).map_err(|error| failed(&module, &error))?;
        eprintln!("{name}: {} runs passed", tested.passed);
        if !tested.is_fine {
            eprintln!("{}", tested.said);
            faults.push(name.clone());
        }
        if !root().join(roots::FOLDER).join(format!("{name}.tf")).exists() {
            eprintln!("{name}: there is no {}/{name}.tf to apply", roots::FOLDER);
        } else if !rehearse(&name)? {
            faults.push(name);
        }
    }
    faults.dedup();
    match faults.is_empty() {
        true => Ok(()),
        false => Err(format!("{} failed", faults.join(", "))),
    }
}

fn names(arguments: &Args) -> Outcome<Vec<String>> {
    if !arguments.names.is_empty() {
        return Ok(arguments.names.clone());
    }
    let folder = root().join("catalog/modules");
    let entries = folder.read_dir().map_err(|error| failed(&folder, &error))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// Applies, plans and destroys the root of a module on the simulator; false if anything is wrong, which is said.
fn rehearse(name: &str) -> Outcome<bool> {
    let folder = tempfile::tempdir().map_err(|error| failed(Path::new("."), &error))?;
    roots::write(&folder.path().join("live"), &|root| root == name)?;
    // The one that was built beside this program: what the modules are does not change what it does with them.
    let own = std::env::current_exe().map_err(|error| failed(Path::new("."), &error))?;
    let landform = own.with_file_name("landform");
    let status = Command::new(&landform)
        .arg("rehearse")
        .arg(folder.path().join("live"))
        .arg("--trust-references")
        .current_dir(root())
        .env("LANDFORM_HOME", folder.path().join("home"))
        .status()
        .map_err(|error| {
            format!("{}; build it with `cargo build --bin landform`", failed(&landform, &error))
        })?;
    Ok(status.success())
}
