//! The command that is measured.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use landform_testkit::provider_environment;

use crate::{Outcome, root};

/// How the command is built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Profile {
    /// Without optimisation
    Debug,
    /// As it is shipped
    #[default]
    Release,
}

/// The command, built.
pub(super) struct Binary {
    path: PathBuf,
    profile: Profile,
}

/// What a run of the command gave.
pub(super) struct Answer {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Answer {
    /// Returns the answer if the exit code is one of the expected ones.
    pub(super) fn expect(self, what: &str, codes: &[i32]) -> Outcome<Self> {
        if self.code.is_some_and(|code| codes.contains(&code)) {
            return Ok(self);
        }
        let Self { code, stderr, .. } = &self;
        let code = code.map_or_else(|| "a signal".to_owned(), |code| format!("exit code {code}"));
        Err(format!("{what} ended with {code}:\n{stderr}"))
    }
}

impl Binary {
    /// Builds the command.
    pub(super) fn build(profile: Profile) -> Outcome<Self> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "-p", "landform-cli", "--bin", "landform"]);
        let folder = match profile {
            Profile::Debug => "debug",
            Profile::Release => {
                cargo.arg("--release");
                "release"
            }
        };
        let status = cargo.current_dir(root()).status();
        if !status.is_ok_and(|status| status.success()) {
            return Err("the command cannot be built".to_owned());
        }
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let target = target.unwrap_or_else(|| root().join("target"));
        Ok(Self { path: target.join(folder).join("landform"), profile })
    }

    /// Returns where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns how it is built.
    pub(super) fn profile(&self) -> &'static str {
        match self.profile {
            Profile::Debug => "debug",
            Profile::Release => "release",
        }
    }

    /// Runs the command in a folder, with its home below the folder and an environment of its own.
    pub(super) fn run(
        &self,
        folder: &Path,
        args: &[&str],
        env: &BTreeMap<String, String>,
    ) -> Outcome<Answer> {
        let output: Output = Command::new(&self.path)
            .args(args)
            .current_dir(folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(provider_environment())
            .env("LANDFORM_HOME", folder.join("home"))
            .envs(env)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("cannot run `{}`: {error}", self.path.display()))?;
        Ok(Answer {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}
