//! Why a command failed, as exit code, message and hints.

use landform_diag::Diagnostics;

/// The documented exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something that was tried did not succeed.
    Failed = 1,
    /// The company file or the live repo is at fault; nothing was changed.
    Input = 3,
    /// There is no usable engine.
    Engine = 4,
    /// The arguments do not fit.
    Usage = 64,
    /// The user stopped the command.
    Interrupted = 130,
}

/// The exit code of a plan with changes, with `--detailed-exitcode`.
pub(crate) const CHANGES: u8 = 2;

/// The table of exit codes, as `--help` shows it.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
    0  success
    1  something that was tried did not succeed
    2  there are changes (plan --detailed-exitcode, generate --check)
    3  the company file or the live repo is at fault; nothing was changed
    4  no usable engine (tofu or terraform)
   64  the arguments do not fit
  130  stopped by the user";

/// A failure of a command.
#[derive(Debug)]
pub(crate) struct CommandError {
    /// The exit code.
    pub(crate) kind: Kind,
    /// What happened; empty if the diagnostics say it all.
    pub(crate) message: String,
    /// Faults in files.
    pub(crate) diagnostics: Diagnostics,
    /// What to do next.
    pub(crate) hints: Vec<String>,
}

impl CommandError {
    /// Creates an error.
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        let (message, diagnostics) = (message.into(), Diagnostics::default());
        Self { kind, message, diagnostics, hints: Vec::new() }
    }

    /// Adds a hint.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Returns the error of a file that cannot be read or written.
    pub(crate) fn file(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::new(Kind::Failed, format!("cannot {doing} `{}`: {error}", path.display()))
    }
}

impl From<Diagnostics> for CommandError {
    fn from(diagnostics: Diagnostics) -> Self {
        Self { diagnostics: diagnostics.sorted(), ..Self::new(Kind::Input, "") }
    }
}

impl From<landform_engine::EngineError> for CommandError {
    fn from(error: landform_engine::EngineError) -> Self {
        Self::new(Kind::Engine, error.to_string()).hint(error.hint())
    }
}
