//! Questions to whoever sits at the terminal.

use std::io::{BufRead, IsTerminal, Write};

use crate::error::{CommandError, Kind};

/// Tells whether there is somebody to ask.
pub(crate) fn is_attended() -> bool {
    std::io::stdin().is_terminal()
}

/// Asks a question that is answered with yes or no; no is what an empty answer means.
pub(crate) fn confirmed(question: &str) -> Result<bool, CommandError> {
    let line = prompt(&format!("{question} [y/N]: "))?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}

/// Asks for a line.
pub(crate) fn prompt(text: &str) -> Result<String, CommandError> {
    let stopped = || CommandError::new(Kind::Interrupted, "no answer");
    let mut err = std::io::stderr();
    err.write_all(text.as_bytes()).and_then(|()| err.flush()).map_err(|_| stopped())?;
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line) {
        Ok(0) | Err(_) => Err(stopped()),
        Ok(_) => Ok(line),
    }
}
