//! Credentials that a program of the user prints (`credential_process`).

use std::path::PathBuf;

use landform_world::{Cancel, Command};

use super::{Credentials, read_written};
use crate::fault::{AwsFault, FaultKind};
use crate::session::Session;

/// Runs the program in a shell, as the AWS tools do, and reads what it prints.
pub(super) fn read(
    session: &Session<'_>,
    profile: &str,
    command: &str,
) -> Result<Credentials, AwsFault> {
    let environment = session.environment;
    // What the program prints may be secret, and is not shown.
    let fault = |reason: String| {
        AwsFault::new(
            FaultKind::Credentials,
            format!("`credential_process` of profile `{profile}` {reason}"),
        )
        .hint("run the program by hand: it must print credentials as JSON")
    };
    let command = Command {
        program: PathBuf::from("/bin/sh"),
        args: vec!["-c".to_owned(), command.to_owned()],
        folder: environment.var("HOME").map_or_else(|| PathBuf::from("/"), PathBuf::from),
        env: environment.variables().clone(),
    };
    let finished = environment
        .world()
        .run(&command, &Cancel::default())
        .map_err(|error| fault(format!("cannot be started: {error}")))?;
    if !finished.success() {
        let code =
            finished.code.map_or_else(|| "a signal".to_owned(), |code| format!("code {code}"));
        return Err(fault(format!("ended with {code}")));
    }
    let found =
        read_written(&finished.stdout).ok_or_else(|| fault("prints no credentials".to_owned()))?;
    if found.expires.is_some_and(|expires| expires <= environment.now()) {
        return Err(fault("prints credentials that have expired".to_owned()));
    }
    Ok(found)
}
