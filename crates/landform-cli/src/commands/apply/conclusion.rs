//! How a run ended: words, hints and exit code.

use landform_apply::{Ended, Operation};
use landform_run::Outcome as UnitOutcome;
use landform_world::Cancel;

use super::stage::Stage;
use crate::commands::Outcome;
use crate::error::{CommandError, Kind};
use crate::ui::Ui;

/// Says how it ended, in words and as exit code.
pub(crate) fn conclude(
    ui: &Ui,
    stage: &Stage<'_>,
    operation: Operation,
    ended: &Ended,
    cancel: &Cancel,
) -> Outcome {
    let verb = operation.name();
    let live = stage.estate.root.display();
    let again = format!("`landform {verb} {live} --resume{}` goes on", stage.cloud_arguments());
    for (unit, remarks) in &ended.remarks {
        remarks.iter().for_each(|remark| ui.warning(&format!("{unit}: {remark}")));
    }
    let (done, failed, skipped) = ended.summary.counts();
    let left: usize = ended.left.values().sum();
    if operation == Operation::Destroy {
        ui.status("left", &format!("{left} resources in the states of {done} units"));
    }
    if cancel.is_requested() {
        let message = format!("stopped: {done} units are done, {} are not", failed + skipped);
        return Err(CommandError::new(Kind::Interrupted, message).hint(again));
    }
    if ended.summary.is_success() {
        let changes = ended.summary.changes();
        ui.status(verb, &format!("{done} units are done, with {changes} changes."));
        return Ok(0);
    }
    let message = format!("{verb} failed: {failed} units failed, {skipped} were not reached");
    let error = CommandError::new(Kind::Failed, message);
    if ended.is_unsettled {
        return Err(error.hint(format!("a lock or a state is left behind: {again}")));
    }
    let is_only_late = ended.summary.units.values().all(|unit| match &unit.outcome {
        UnitOutcome::Failed(failure) => failure.message.contains("--allow-late"),
        UnitOutcome::Done(_) | UnitOutcome::Skipped(_) => true,
    });
    Err(if is_only_late {
        error
    } else {
        error.hint(format!("after the cure, {again} with the rest"))
    })
}
