//! A folder with configuration, an engine to run in it, and a simulator behind.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use landform_plugin::{Protocol, REATTACH_VARIABLE, Server, reattach_value, serve};
use landform_simulator::{Session, Simulator};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const ADDRESS: &str = "registry.terraform.io/hashicorp/aws";

/// Returns the first engine on the path, or says that there is none.
pub(crate) fn engine() -> Option<&'static str> {
    let works = |engine: &&str| {
        let version = Command::new(engine).arg("version").output();
        version.is_ok_and(|output| output.status.success())
    };
    let found = ["terraform", "tofu"].into_iter().find(works);
    if found.is_none() {
        println!("skipped: neither `terraform` nor `tofu` is on PATH");
    }
    found
}

/// A root module on a simulator.
pub(crate) struct Root {
    engine: &'static str,
    folder: TempDir,
    reattach: String,
    _server: Server,
    _runtime: Runtime,
}

/// What an engine run gave.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
}

impl Root {
    /// Serves a simulator to a new root module that uses some types.
    pub(crate) fn new(
        engine: &'static str,
        simulator: &Arc<Simulator>,
        types: Option<BTreeSet<String>>,
        salt: &str,
    ) -> Self {
        Self::of(engine, simulator, Session { types, salt: salt.to_owned(), ..Session::default() })
    }

    /// Serves a simulator to a new root module.
    pub(crate) fn of(engine: &'static str, simulator: &Arc<Simulator>, session: Session) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let runtime = Runtime::new().unwrap();
        let inside = runtime.enter();
        let factory = simulator.factory(session).unwrap();
        let server = serve(&folder.path().join("aws.sock"), Protocol::Five, factory).unwrap();
        let served = [(ADDRESS, Protocol::Five, server.socket())];
        let reattach = reattach_value(&served, std::process::id());
        drop(inside);
        Self { engine, folder, reattach, _server: server, _runtime: runtime }
    }

    /// Returns the folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of configuration.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    /// Runs the engine.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let output = Command::new(self.engine)
            .args(arguments)
            .current_dir(self.path())
            .env(REATTACH_VARIABLE, &self.reattach)
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_CLI_CONFIG_FILE")
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        Run { code: output.status.code(), said: String::from_utf8_lossy(&said).into_owned() }
    }

    /// Runs the engine, which must end with a code and say some words.
    pub(crate) fn expect(&self, arguments: &[&str], code: i32, words: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!(run.code, Some(code), "{arguments:?} said {}", run.said);
        for word in words {
            assert!(run.said.contains(word), "no `{word}` in {}", run.said);
        }
        run.said
    }

    /// Applies; the engine must say how much it does.
    pub(crate) fn apply(&self, words: &[&str]) -> String {
        self.expect(&["apply", "-no-color", "-auto-approve", "-input=false"], 0, words)
    }

    /// Plans; nothing may be left to do.
    pub(crate) fn is_settled(&self) {
        self.expect(
            &["plan", "-no-color", "-input=false", "-detailed-exitcode"],
            0,
            &["No changes"],
        );
    }

    /// Destroys all.
    pub(crate) fn destroy(&self) {
        self.expect(
            &["destroy", "-no-color", "-auto-approve", "-input=false"],
            0,
            &["Destroy complete"],
        );
    }
}
