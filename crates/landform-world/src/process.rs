//! A process to run, and what is left when it has ended.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// A process to run: always with an explicit folder and environment, nothing is inherited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The program, as a path or as a name to look for in the `PATH` of `env`.
    pub program: PathBuf,
    /// The arguments.
    pub args: Vec<String>,
    /// The working folder.
    pub folder: PathBuf,
    /// The whole environment.
    pub env: BTreeMap<String, String>,
}

/// The outcome of a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finished {
    /// The exit code; `None` if a signal ended the process.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
    /// What it used.
    pub usage: Usage,
}

impl Finished {
    /// Tells whether the exit code is 0.
    pub fn success(&self) -> bool {
        self.code == Some(0)
    }
}

/// Resources that processes used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Processor time, user and system.
    pub cpu: Duration,
    /// The largest resident memory, in bytes.
    pub peak_rss_bytes: u64,
}
