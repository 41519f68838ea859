//! A Python with moto in it: a virtual environment in the target folder, made once.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::skip::Skip;

/// The version of moto that everything here is written for.
pub const MOTO_VERSION: &str = "5.2.5";

/// The variable that names a Python which has moto already.
const PYTHON_VARIABLE: &str = "LANDFORM_MOTO_PYTHON";

/// What the environment holds; a change of this list makes a new one.
fn packages() -> [String; 2] {
    // The proxy reads uploads in several parts with the second.
    [format!("moto[server]=={MOTO_VERSION}"), "multipart==2.0.1".to_owned()]
}

/// Returns a Python with moto; makes the environment where there is none.
pub(crate) fn python_with_moto() -> Result<PathBuf, Skip> {
    if let Some(given) = std::env::var_os(PYTHON_VARIABLE).filter(|given| !given.is_empty()) {
        return Ok(PathBuf::from(given));
    }
    let target = target_folder();
    let folder = target.join(format!("moto-{MOTO_VERSION}"));
    let refused = |error: std::io::Error| Skip::because("cannot make a Python environment", &error);
    fs::create_dir_all(&target).map_err(refused)?;
    let lock = File::create(target.join("moto.lock")).map_err(refused)?;
    // Several tests start at once: the first makes the environment, the others wait for it.
    lock.lock().map_err(refused)?;
    let made = folder.join("made");
    let expected = packages().join("\n");
    if fs::read_to_string(&made).is_ok_and(|text| text == expected) {
        return Ok(folder.join("bin/python"));
    }
    make(&folder)?;
    fs::write(&made, expected).map_err(refused)?;
    Ok(folder.join("bin/python"))
}

fn make(folder: &Path) -> Result<(), Skip> {
    let mut create = Command::new("python3");
    create.args(["-m", "venv", "--clear"]).arg(folder);
    run("python3 -m venv", &mut create)?;
    let mut install = Command::new(folder.join("bin/python"));
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    install.args(["--retries", "1", "--timeout", "30"]).args(packages());
    run("pip install", &mut install)
}

/// Runs a program to its end; if it fails, the reason is the last line that it said.
fn run(name: &str, command: &mut Command) -> Result<(), Skip> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Skip::because(&format!("cannot run `{name}`"), &error))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
    Err(Skip::because(&format!("`{name}` failed"), &last.trim()))
}

/// Returns the folder that cargo builds into.
fn target_folder() -> PathBuf {
    let given = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"))
}
