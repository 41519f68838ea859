//! A folder with configuration, an engine to run in it, and a simulator behind.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
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
    environment: Vec<(&'static str, String)>,
    _server: Option<(Server, Runtime)>,
}

/// The variable that names the folder in which the real provider is found.
const MIRROR_VARIABLE: &str = "LANDFORM_PROVIDER_MIRROR";

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
        let environment =
            vec![(REATTACH_VARIABLE, reattach), ("TF_CLI_CONFIG_FILE", String::new())];
        Self { engine, folder, environment, _server: Some((server, runtime)) }
    }

    /// Makes a root module for the real provider, which finds an AWS at some address.
    ///
    /// The provider comes from the mirror that a variable names, else from where the engine finds it.
    pub(crate) fn real(engine: &'static str, address: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let given = [
            ("AWS_ENDPOINT_URL", address),
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "not-a-secret"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ];
        let mut environment = given.map(|(name, text)| (name, text.to_owned())).to_vec();
        if let Ok(mirror) = env::var(MIRROR_VARIABLE) {
            let config = folder.path().join("mirror.tfrc");
            let text = format!(
                "provider_installation {{\n  filesystem_mirror {{\n    path = \"{mirror}\"\n  }}\n}}\n"
            );
            fs::write(&config, text).unwrap();
            environment.push(("TF_CLI_CONFIG_FILE", config.display().to_string()));
        }
        Self { engine, folder, environment, _server: None }
    }

    /// Returns the folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of configuration.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Output {
        Command::new(self.engine)
            .args(arguments)
            .current_dir(self.path())
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .envs(self.environment.iter().map(|(name, text)| (name, text)))
            .output()
            .unwrap()
    }

    /// Runs the engine and returns what it prints, which must be all that it says.
    pub(crate) fn output(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs the engine.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments);
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
