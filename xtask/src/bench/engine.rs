//! An engine that is run the ordinary way: it finds and starts providers by itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

use crate::{Outcome, failed};

/// An engine, and the environment that it runs in.
pub(super) struct Engine {
    program: PathBuf,
    env: BTreeMap<String, String>,
}

/// What an engine said in lines of JSON, and how it ended.
pub(super) struct Log {
    pub(super) success: bool,
    lines: Vec<Json>,
    stderr: String,
}

impl Engine {
    /// Takes the engine and the real provider of this machine; its settings go to `folder`.
    pub(super) fn find(folder: &Path, env: &BTreeMap<String, String>) -> Outcome<Self> {
        let program = landform_testkit::engine().map_err(|skip| skip.to_string())?;
        let config = landform_testkit::engine_config().map_err(|skip| skip.to_string())?;
        let file = folder.join("engine.tfrc");
        std::fs::write(&file, config).map_err(|error| failed(&file, &error))?;
        let mut env = env.clone();
        env.insert("TF_CLI_CONFIG_FILE".to_owned(), file.display().to_string());
        Ok(Self { program, env })
    }

    /// Returns the binary.
    pub(super) fn program(&self) -> &str {
        self.program.to_str().unwrap_or_default()
    }

    /// Runs a command in a folder.
    pub(super) fn run(&self, folder: &Path, args: &[&str]) -> Outcome<Output> {
        Command::new(&self.program)
            .args(args)
            .current_dir(folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", folder)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .envs(&self.env)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("cannot run `{}`: {error}", self.program.display()))
    }

    /// Runs a command that must succeed.
    pub(super) fn must(&self, folder: &Path, args: &[&str]) -> Outcome<String> {
        let output = self.run(folder, args)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("`{}` in `{}` failed:\n{said}", args.join(" "), folder.display()))
    }

    /// Runs a command that speaks JSON, line by line.
    pub(super) fn log(&self, folder: &Path, args: &[&str]) -> Outcome<Log> {
        let output = self.run(folder, args)?;
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(Log {
            success: output.status.success(),
            lines: text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}

impl Log {
    /// Returns the errors: the address of the resource, if one is named, and what was said.
    pub(super) fn errors(&self) -> Vec<(Option<String>, String)> {
        let diagnostics = self.lines.iter().filter_map(|line| line.get("diagnostic"));
        let text = |one: &Json, name: &str| one.get(name)?.as_str().map(str::to_owned);
        let errors = diagnostics.filter(|one| text(one, "severity").as_deref() == Some("error"));
        let mut all: Vec<_> = errors
            .map(|one| {
                let parts = [text(one, "summary"), text(one, "detail")];
                let said: Vec<_> =
                    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
                (text(one, "address"), said.join(": "))
            })
            .collect();
        if all.is_empty() && !self.success {
            all.push((None, self.stderr.clone()));
        }
        all
    }

    /// Returns the addresses of the resources and data sources that were made or read.
    pub(super) fn completed(&self) -> Vec<String> {
        let done = self
            .lines
            .iter()
            .filter(|line| line.get("type").and_then(Json::as_str) == Some("apply_complete"));
        done.filter_map(|line| Some(line.pointer("/hook/resource/addr")?.as_str()?.to_owned()))
            .collect()
    }
}

/// Returns the type in an address; data sources keep their mark: `module.a["x"].data.aws_y.this[0]` gives `data.aws_y`.
pub(super) fn type_of(address: &str) -> String {
    let mut parts = segments(address).into_iter();
    loop {
        match parts.next() {
            Some("module") => {
                parts.next();
            }
            Some("data") => return format!("data.{}", parts.next().unwrap_or_default()),
            other => return other.unwrap_or_default().to_owned(),
        }
    }
}

/// Splits an address at its dots, without indexes, which may have dots in them.
fn segments(address: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut depth) = (Vec::new(), 0, false, 0);
    for (at, one) in address.char_indices() {
        match one {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            '.' if !quoted && depth == 0 => {
                parts.push(address.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(address.get(start..).unwrap_or_default());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_type() {
        let cases = [
            ("aws_vpc.this", "aws_vpc"),
            ("aws_subnet.this[\"a.b\"]", "aws_subnet"),
            ("module.a[\"x.y\"].module.b.aws_eip.nat[0]", "aws_eip"),
            ("module.a.data.aws_partition.this", "data.aws_partition"),
            ("data.aws_partition.this", "data.aws_partition"),
        ];
        for (address, expected) in cases {
            assert_eq!(type_of(address), expected, "{address}");
        }
    }
}
