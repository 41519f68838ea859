//! Runs the command in a folder of its own, with an environment of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A call of the command.
#[must_use]
pub(crate) struct Landform {
    folder: TempDir,
    path: String,
    variables: Vec<(String, String)>,
}

/// What a call gave.
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Landform {
    /// Creates an empty folder to work in, with the machine's own `PATH`.
    pub(crate) fn new() -> Self {
        let path = std::env::var("PATH").unwrap_or_default();
        Self { folder: tempfile::tempdir().unwrap(), path, variables: Vec::new() }
    }

    /// Leaves `PATH` empty: no engine can be found.
    pub(crate) fn without_engine(mut self) -> Self {
        self.path = String::new();
        self
    }

    /// Sets a variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Writes a file below the folder.
    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// Returns a path below the folder.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs the command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        let output = self.command(args).output().unwrap();
        let shown = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            text.replace(&self.folder.path().display().to_string(), "[folder]")
        };
        Answer {
            code: output.status.code(),
            stdout: shown(output.stdout),
            stderr: shown(output.stderr),
        }
    }

    /// Starts the command and leaves it running.
    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_landform"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", &self.path)
            .env("HOME", self.folder.path())
            .env("LANDFORM_HOME", self.at("home"))
            .env("TMPDIR", short_temp())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }
}

/// Sockets need short paths: the system's own temporary folder.
fn short_temp() -> PathBuf {
    std::env::temp_dir()
}

impl Answer {
    /// Fails unless the exit code is the expected one.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        let Self { stdout, stderr, .. } = &self;
        assert_eq!(self.code, Some(code), "stdout:\n{stdout}\nstderr:\n{stderr}");
        self
    }
}

/// Returns the path of a file of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Returns the engine if there is one; otherwise says what is skipped.
pub(crate) fn engine_or_skip(test: &str) -> Option<PathBuf> {
    let path = std::env::var("PATH").unwrap_or_default();
    let found = ["tofu", "terraform"]
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file());
    if found.is_none() {
        eprintln!("skipped {test}: neither `tofu` nor `terraform` is on PATH");
    }
    found
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
