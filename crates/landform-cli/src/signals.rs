//! Ctrl-C and its like: once and nothing new starts, twice and running engines are interrupted.

use std::io::Write;

use landform_world::Cancel;

use crate::error::{CommandError, Kind};

/// Returns a wish to stop that signals fulfil.
pub(crate) fn cancel_on_interrupt() -> Result<Cancel, CommandError> {
    let cancel = Cancel::default();
    let asked = cancel.clone();
    let handler = move || {
        asked.request();
        let text = if asked.is_urgent() {
            "\nstopping: running engines are being interrupted\n"
        } else {
            "\nstopping: nothing new starts; press Ctrl-C again to interrupt running engines\n"
        };
        // There is nobody left to tell if this fails.
        let _ = std::io::stderr().write_all(text.as_bytes());
    };
    ctrlc::set_handler(handler).map_err(|error| {
        CommandError::new(Kind::Failed, format!("cannot listen for signals: {error}"))
    })?;
    Ok(cancel)
}
