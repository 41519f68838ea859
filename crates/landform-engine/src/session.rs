//! Engine commands in one working copy, and their answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landform_plan::{ShownPlan, UiLog, read_ui_log};
use landform_value::Value;
use landform_world::{Access, Cancel, Command, Finished, Usage, World};
use serde::Deserialize;

use crate::complaint::{errors_of_text, with_cures};
use crate::engine::Engine;

/// The variables that engines get from the user's environment; everything else stays out.
const INHERITED: [&str; 6] = ["HOME", "LANG", "PATH", "SSH_AUTH_SOCK", "TMPDIR", "USER"];

/// How a fetched module is called.
const FETCHED: &str = "fetched";

/// Where engines put the modules that they fetch.
const MODULES: &str = ".terraform/modules";

/// What engines say when a working copy must be prepared first.
const UNPREPARED: [&str; 8] = [
    "Backend initialization required",
    "Inconsistent dependency lock file",
    "Missing required provider",
    "Module not installed",
    "Module source has changed",
    "Module version requirements have changed",
    "Required plugins are not installed",
    "Failed to load plugin schemas",
];

/// An engine with a working copy and an environment.
pub struct Session<'a> {
    /// Files and processes.
    pub world: &'a dyn World,
    /// The engine.
    pub engine: &'a Engine,
    /// The working copy.
    pub folder: PathBuf,
    /// Variables beyond those that are inherited.
    pub env: BTreeMap<String, String>,
    /// Arguments beyond Landform's own, by command (`init`, `plan`, `apply`, `destroy`).
    pub arguments: BTreeMap<String, Vec<String>>,
    /// A wish to stop.
    pub cancel: &'a Cancel,
}

/// What a plan is to be of.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlanWish<'a> {
    /// Whether everything is to go.
    pub destroys: bool,
    /// Whether the engine takes the lock of the state itself.
    pub locks: bool,
    /// The addresses that alone may change; all if there is none.
    pub targets: &'a [String],
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The engine could not be started.
    #[error("cannot start the engine: {0}")]
    Start(#[from] std::io::Error),
    /// The engine was stopped.
    #[error("the engine was stopped before it was done")]
    Stopped,
    /// The engine said no.
    #[error("{}", .0.join("\n"))]
    Refused(Vec<String>),
}

/// A module that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The whole of what was fetched.
    pub package: PathBuf,
    /// The module inside; empty if it is the whole.
    pub inside: PathBuf,
}

/// The outcome of `apply`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// What the engine reported.
    pub log: UiLog,
    /// What it used.
    pub usage: Usage,
}

/// The outcome of `plan`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// Whether anything would change.
    pub has_changes: bool,
    /// What the engine reported.
    pub log: UiLog,
    /// What it used.
    pub usage: Usage,
}

impl Session<'_> {
    /// Prepares the working copy: modules, back end, providers.
    ///
    /// # Errors
    /// Carries the engine's own words.
    pub fn init(&self) -> Result<Usage, SessionError> {
        let done = self.run("init", &["init", "-input=false", "-no-color"])?;
        if done.success() {
            return Ok(done.usage);
        }
        // `init` writes its faults as text: as JSON it prints them twice in some versions.
        Err(refused_as_text(&done))
    }

    /// Does what needs a prepared working copy; prepares it only if the engine asks for that.
    ///
    /// Where providers are served and modules are on this machine, there is nothing to prepare.
    ///
    /// # Errors
    /// Carries the engine's own words.
    pub fn prepared<T>(
        &self,
        work: impl Fn(&Self) -> Result<T, SessionError>,
    ) -> Result<(Usage, T), SessionError> {
        match work(self) {
            Err(SessionError::Refused(errors)) if unprepared(&errors) => {
                Ok((self.init()?, work(self)?))
            }
            other => Ok((Usage::default(), other?)),
        }
    }

    /// Fetches a module into the empty working copy; providers are not needed for that.
    ///
    /// # Errors
    /// Carries the engine's own words.
    pub fn fetch(&self, source: &str) -> Result<Fetched, SessionError> {
        let call = match registry_source(source) {
            Some((source, version)) => format!("  source = {source}\n  version = {version}\n"),
            None => format!("  source = {}\n", Value::string(source)),
        };
        let text = format!("module \"{FETCHED}\" {{\n{call}}}\n");
        self.world.write(&self.folder.join("main.tf"), text.as_bytes(), Access::Private)?;
        let done = self.run("", &["get", "-no-color"])?;
        if !done.success() {
            return Err(refused_as_text(&done));
        }
        let all = Path::new(MODULES);
        let list = self.world.read(&self.folder.join(all).join("modules.json"))?;
        let list: Installed = serde_json::from_slice(&list).map_err(std::io::Error::other)?;
        let own = list.modules.into_iter().find(|one| one.key == FETCHED);
        let own = own.map(|one| PathBuf::from(one.dir)).unwrap_or_default();
        let package = all.join(FETCHED);
        let inside = own.strip_prefix(&package).unwrap_or(Path::new("")).to_path_buf();
        Ok(Fetched { package: self.folder.join(package), inside })
    }

    /// Creates or changes everything.
    ///
    /// # Errors
    /// Carries the engine's own words.
    pub fn apply(&self) -> Result<Applied, SessionError> {
        self.change("apply", &["apply", "-auto-approve", "-input=false", "-json"])
    }

    /// Destroys everything without asking providers anew: for states whose resources nobody else changes.
    ///
    /// # Errors
    /// Carries the engine's own words.
    pub fn destroy(&self) -> Result<Applied, SessionError> {
        let args =
            ["apply", "-destroy", "-refresh=false", "-auto-approve", "-input=false", "-json"];
        self.change("destroy", &args)
    }

    /// Finds out what would change; nothing is written.
    ///
    /// # Errors
    /// Carries the engine's own words.
    pub fn plan(&self) -> Result<Planned, SessionError> {
        let done = self
            .run("plan", &["plan", "-detailed-exitcode", "-lock=false", "-input=false", "-json"])?;
        let log = read_ui_log(&String::from_utf8_lossy(&done.stdout));
        match done.code {
            Some(0) => Ok(Planned { has_changes: false, log, usage: done.usage }),
            Some(2) => Ok(Planned { has_changes: true, log, usage: done.usage }),
            _ => Err(self.refusal(log, &done)),
        }
    }

    /// Finds out what would change, and keeps the plan in a file of the working copy.
    ///
    /// # Errors
    /// Carries the engine's own words.
    pub fn plan_to(&self, file: &str, wish: PlanWish<'_>) -> Result<Planned, SessionError> {
        let out = format!("-out={file}");
        let lock = lock_argument(wish.locks);
        let mut args = vec!["plan", "-detailed-exitcode", lock, "-input=false", "-json", &out];
        if wish.destroys {
            args.push("-destroy");
        }
        let targets: Vec<String> =
            wish.targets.iter().map(|one| format!("-target={one}")).collect();
        args.extend(targets.iter().map(String::as_str));
        let done = self.run(if wish.destroys { "destroy" } else { "plan" }, &args)?;
        let log = read_ui_log(&String::from_utf8_lossy(&done.stdout));
        match done.code {
            Some(0) => Ok(Planned { has_changes: false, log, usage: done.usage }),
            Some(2) => Ok(Planned { has_changes: true, log, usage: done.usage }),
            _ => Err(self.refusal(log, &done)),
        }
    }

    /// Shows a plan that was kept in a file.
    ///
    /// # Errors
    /// Carries the engine's own words, or says why they cannot be read.
    pub fn show_plan(&self, file: &str) -> Result<ShownPlan, SessionError> {
        let done = self.run("", &["show", "-json", "-no-color", file])?;
        if !done.success() {
            return Err(refused_as_text(&done));
        }
        ShownPlan::read(&done.stdout)
            .map_err(|error| SessionError::Refused(vec![error.to_string()]))
    }

    /// Does what a plan in a file says, and nothing else. What the engine says goes to the file `said` line by line.
    ///
    /// # Errors
    /// Carries the engine's own words.
    pub fn apply_plan(
        &self,
        file: &str,
        locks: bool,
        said: &Path,
    ) -> Result<Applied, SessionError> {
        let lock = lock_argument(locks);
        let mut args = vec!["apply", lock, "-input=false", "-json"];
        let further = self.arguments.get("apply");
        // A plan has its inputs and targets already, and an engine refuses to be given them again.
        let settled =
            ["-var", "--var", "-target", "-replace", "-refresh", "-destroy", "-auto-approve"];
        let is_settled = |one: &&String| settled.iter().any(|start| one.starts_with(start));
        args.extend(
            further.into_iter().flatten().filter(|one| !is_settled(one)).map(String::as_str),
        );
        args.push(file);
        self.changed(self.world.run_noted(&self.command("", &args), said, self.cancel)?)
    }

    /// Writes a state file to the back end.
    ///
    /// # Errors
    /// Carries the engine's own words.
    pub fn push_state(&self, file: &str, locks: bool) -> Result<(), SessionError> {
        let done = self.run("", &["state", "push", lock_argument(locks), file])?;
        if done.success() { Ok(()) } else { Err(refused_as_text(&done)) }
    }

    /// Reads the state from the back end; empty if there is none.
    ///
    /// # Errors
    /// Carries the engine's own words.
    pub fn pull_state(&self) -> Result<Vec<u8>, SessionError> {
        let done = self.run("", &["state", "pull"])?;
        if done.success() { Ok(done.stdout) } else { Err(refused_as_text(&done)) }
    }

    fn change(&self, command: &str, args: &[&str]) -> Result<Applied, SessionError> {
        self.changed(self.run(command, args)?)
    }

    fn changed(&self, done: Finished) -> Result<Applied, SessionError> {
        let log = read_ui_log(&String::from_utf8_lossy(&done.stdout));
        if done.success() {
            return Ok(Applied { log, usage: done.usage });
        }
        Err(self.refusal(log, &done))
    }

    fn refusal(&self, log: UiLog, done: &Finished) -> SessionError {
        if self.cancel.is_urgent() {
            return SessionError::Stopped;
        }
        if !log.errors.is_empty() {
            return SessionError::Refused(with_cures(log.errors));
        }
        let stderr = String::from_utf8_lossy(&done.stderr).trim().to_owned();
        let ending = match done.code {
            Some(code) => format!("the engine ended with exit code {code}"),
            None => "a signal ended the engine".to_owned(),
        };
        let text = if stderr.is_empty() { ending } else { format!("{ending}: {stderr}") };
        SessionError::Refused(vec![text])
    }

    fn run(&self, command: &str, args: &[&str]) -> Result<Finished, SessionError> {
        Ok(self.world.run(&self.command(command, args), self.cancel)?)
    }

    fn command(&self, command: &str, args: &[&str]) -> Command {
        let inherited = INHERITED
            .iter()
            .filter_map(|name| self.world.env(name).map(|value| ((*name).to_owned(), value)));
        let mut env: BTreeMap<String, String> = inherited.collect();
        for (name, value) in
            [("CHECKPOINT_DISABLE", "1"), ("TF_IN_AUTOMATION", "1"), ("TF_INPUT", "0")]
        {
            env.insert(name.to_owned(), value.to_owned());
        }
        env.extend(self.env.clone());
        let further = self.arguments.get(command).cloned().unwrap_or_default();
        Command {
            program: self.engine.program.clone(),
            args: args.iter().map(|arg| (*arg).to_owned()).chain(further).collect(),
            folder: self.folder.clone(),
            env,
        }
    }
}

/// Returns source and version, as text of the language, of a module in a registry (`tfr://HOST/NAME?version=1.2.3`).
fn registry_source(source: &str) -> Option<(Value, Value)> {
    let (address, query) = source.strip_prefix("tfr://")?.split_once('?')?;
    let version = query.split('&').find_map(|part| part.strip_prefix("version="))?;
    Some((Value::string(address.trim_start_matches('/')), Value::string(version)))
}

#[derive(Deserialize)]
struct Installed {
    #[serde(rename = "Modules")]
    modules: Vec<InstalledModule>,
}

#[derive(Deserialize)]
struct InstalledModule {
    #[serde(rename = "Key")]
    key: String,
    #[serde(rename = "Dir")]
    dir: String,
}

fn unprepared(errors: &[String]) -> bool {
    errors.iter().any(|error| UNPREPARED.iter().any(|start| error.starts_with(start)))
}

fn lock_argument(locks: bool) -> &'static str {
    if locks { "-lock=true" } else { "-lock=false" }
}

/// Returns the refusal of a command that speaks text.
fn refused_as_text(done: &Finished) -> SessionError {
    let text = String::from_utf8_lossy(&done.stderr);
    SessionError::Refused(with_cures(errors_of_text(&text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registry_addresses_become_source_and_version() {
        for (source, parts) in [
            ("tfr:///a/b/aws?version=1.2.3", Some(("a/b/aws", "1.2.3"))),
            ("tfr://x.example/a/b/aws//sub?version=2", Some(("x.example/a/b/aws//sub", "2"))),
            ("tfr:///a/b/aws", None),
            ("git::https://x.example/a.git?version=1", None),
        ] {
            let parts =
                parts.map(|(source, version)| (Value::string(source), Value::string(version)));
            assert_eq!(registry_source(source), parts, "{source}");
        }
    }
}
