//! Questions to whoever sits at the terminal.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use landform_world::Cancel;

use crate::error::{CommandError, Kind};

/// How often it is looked whether to stop, while an answer is waited for.
const PAUSE: Duration = Duration::from_millis(50);

/// Tells whether there is somebody to ask.
pub(crate) fn is_attended() -> bool {
    std::io::stdin().is_terminal()
}

/// Asks a question that is answered with yes or no; no is what an empty answer means.
pub(crate) fn confirmed(question: &str, cancel: &Cancel) -> Result<bool, CommandError> {
    let line = prompt(&format!("{question} [y/N]: "), cancel)?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}

/// Asks for a line; a wish to stop is an answer too.
pub(crate) fn prompt(text: &str, cancel: &Cancel) -> Result<String, CommandError> {
    let stopped = || CommandError::new(Kind::Interrupted, "no answer");
    let mut err = std::io::stderr();
    err.write_all(text.as_bytes()).and_then(|()| err.flush()).map_err(|_| stopped())?;
    let (sender, answer) = channel();
    // Nothing can interrupt the reading of a terminal: after a wish to stop the thread ends with the process.
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = std::io::stdin().read_line(&mut line);
        let _ = sender.send(read.ok().filter(|length| *length > 0).map(|_| line));
    });
    loop {
        match answer.recv_timeout(PAUSE) {
            Ok(line) => return line.ok_or_else(stopped),
            Err(RecvTimeoutError::Timeout) if !cancel.is_requested() => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                return Err(stopped());
            }
        }
    }
}
