//! The tests of a module: run by an engine, with the recorded schema and no provider.

use std::collections::BTreeSet;
use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use landform_plugin::recorded::Recorded;
use landform_plugin::{Protocol, ProviderSchema, REATTACH_VARIABLE, Server, reattach_value, serve};
use landform_simulator::{Session, Simulator, VAST};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// What the tests of a module have come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    /// What the engine said.
    pub said: String,
    /// How many runs passed.
    pub passed: usize,
    /// Whether there were some and none failed.
    pub is_fine: bool,
}

/// Runs the engine's `test` command in a copy of a module.
///
/// # Errors
///
/// The module cannot be read or copied, the provider cannot be served or the engine cannot be started.
pub fn test_module(engine: &Path, module: &Path) -> io::Result<Tested> {
    let served = Serving::of(module, None)?;
    let init = ["init", "-no-color", "-input=false", "-backend=false"];
    let prepared = served.run(engine, &served.module, &init)?;
    let said = served.run(engine, &served.module, &["test", "-no-color"])?;
    let passed = passed(&said);
    let is_fine = passed > 0 && said.ends_with(", 0 failed.\n");
    let said = if said.contains(" passed, ") { said } else { format!("{prepared}{said}") };
    Ok(Tested { said, passed, is_fine })
}

/// The schema of a provider of the next major version, as far as the catalog uses it.
const NEXT: &[u8] = include_bytes!("../data/aws-6.json.zst");

/// Lets the engine validate the examples of a module against the next major version of the provider; returns what it objects to.
///
/// # Errors
///
/// The module cannot be read or copied, the provider cannot be served or the engine cannot be started.
pub fn validate_with_next(engine: &Path, module: &Path) -> io::Result<Vec<String>> {
    let recorded = Recorded::read(NEXT).map_err(io::Error::other)?;
    let mut schema = recorded.schema;
    // What a provider is configured with is the same in both as far as examples go, which do not.
    let now = landform_simulator::library().map_err(io::Error::other)?;
    schema.provider = now.schema(Some(&BTreeSet::new())).map_err(io::Error::other)?.provider;
    let served = Serving::of(module, Some(Arc::new(schema)))?;
    let mut faults = Vec::new();
    for example in module.join("examples").read_dir()? {
        let name = example?.file_name();
        let folder = served.module.join("examples").join(&name);
        served.run(engine, &folder, &["init", "-no-color", "-input=false", "-backend=false"])?;
        let said = served.run(engine, &folder, &["validate", "-no-color"])?;
        if !said.contains("The configuration is valid") {
            faults.push(format!("{}: {said}", name.display()));
        }
    }
    Ok(faults)
}

/// A copy of a module, and a provider that is served for it.
struct Serving {
    module: PathBuf,
    socket: PathBuf,
    _server: Server,
    _runtime: Runtime,
    _folder: TempDir,
}

impl Serving {
    fn of(module: &Path, schema: Option<Arc<ProviderSchema>>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let inside = runtime.enter();
        let private = Permissions::from_mode(0o700);
        let folder = tempfile::Builder::new().permissions(private).tempdir()?;
        let copied = folder.path().join("module");
        copy(module, &copied)?;
        let world = landform_os::OsWorld::default();
        let types = landform_engine::read_module(&world, &copied)?.types;
        let vast = VAST.iter().map(|ty| (*ty).to_owned()).filter(|ty| types.contains(ty)).collect();
        let blocks = landform_engine::blocks_in_use(&world, &copied, &vast)?.unwrap_or_default();
        let session = Session { types: Some(types), blocks, schema, ..Session::default() };
        let socket = folder.path().join("provider.sock");
        let factory = Simulator::new().factory(session).map_err(io::Error::other)?;
        let server = serve(&socket, Protocol::Five, factory)?;
        drop(inside);
        Ok(Self { module: copied, socket, _server: server, _runtime: runtime, _folder: folder })
    }

    fn run(&self, engine: &Path, folder: &Path, args: &[&str]) -> io::Result<String> {
        let servers =
            ["registry.opentofu.org/hashicorp/aws", "registry.terraform.io/hashicorp/aws"]
                .map(|address| (address, Protocol::Five, self.socket.as_path()));
        let output = Command::new(engine)
            .args(args)
            .current_dir(folder)
            .env(REATTACH_VARIABLE, reattach_value(&servers, std::process::id()))
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_CLI_CONFIG_FILE")
            .output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(format!("{}{}", text(&output.stderr), text(&output.stdout)))
    }
}

/// Returns the number in the last line: `Success! 12 passed, 0 failed.`
fn passed(said: &str) -> usize {
    let words: Vec<&str> = said.lines().last().unwrap_or_default().split_whitespace().collect();
    let number = words.windows(2).find(|pair| pair.get(1) == Some(&"passed,"));
    number.and_then(|pair| pair.first()?.parse().ok()).unwrap_or(0)
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in from.read_dir()? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_number_of_runs_is_read_from_the_last_line() {
        for (said, passed) in [
            ("a... pass\n\nSuccess! 12 passed, 0 failed.\n", 12),
            ("Failure! 3 passed, 1 failed.\n", 3),
            ("Error: no\n", 0),
        ] {
            assert_eq!(super::passed(said), passed);
        }
    }
}
