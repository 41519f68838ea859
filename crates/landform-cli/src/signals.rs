//! Ctrl-C and its like: once and nothing new starts, twice and running engines are interrupted.

use std::io::Write;

use landform_world::Cancel;

use crate::error::{CommandError, Kind};

/// Returns a wish to stop that signals fulfil.
pub(crate) fn cancel_on_interrupt() -> Result<Cancel, CommandError> {
    listen(Cancel::default(), |cancel| {
        if cancel.is_urgent() {
            "\nstopping: running engines are being interrupted\n"
        } else {
            "\nstopping: nothing new starts; press Ctrl-C again to interrupt running engines\n"
        }
    })
}

/// Returns one for engines that change real things: they end what they have begun, however long that takes.
pub(crate) fn patient_cancel_on_interrupt() -> Result<Cancel, CommandError> {
    listen(Cancel::patient(), |cancel| {
        if cancel.is_final(true) {
            "\nkilling the engines: what they were doing may be in no state\n"
        } else {
            "\nstopping: nothing new starts, and running engines end what they have begun; a third Ctrl-C kills them\n"
        }
    })
}

fn listen(cancel: Cancel, says: fn(&Cancel) -> &'static str) -> Result<Cancel, CommandError> {
    let asked = cancel.clone();
    let handler = move || {
        asked.request();
        let text = says(&asked);
        // There is nobody left to tell if this fails.
        let _ = std::io::stderr().write_all(text.as_bytes());
    };
    ctrlc::set_handler(handler).map_err(|error| {
        CommandError::new(Kind::Failed, format!("cannot listen for signals: {error}"))
    })?;
    Ok(cancel)
}
