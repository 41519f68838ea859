//! Runs that were cut short: gone on with, or given up.

use std::collections::BTreeSet;

use landform_world::Cancel;

use super::conclude;
use super::runs;
use super::stage::{Prepared, Stage};
use crate::commands::Outcome;
use crate::error::{CommandError, Kind};
use crate::ui::Ui;

/// Refuses a new run while one is open that was cut short.
pub(crate) fn refuse_beside_unfinished(stage: &Stage<'_>) -> Result<(), CommandError> {
    let Some(open) = stage.runs.unfinished(stage.world)? else { return Ok(()) };
    let operation = open.history.started.map_or("apply", |started| started.operation.name());
    let message =
        format!("the run `{}` ({operation}) was cut short and is not finished", open.name);
    Err(CommandError::new(Kind::Failed, message).hint(format!(
        "`landform {operation} --resume` goes on with it, `landform {operation} --abandon` gives it up"
    )))
}

/// Goes on with a run that was cut short.
pub(crate) fn resume(
    stage: &Stage<'_>,
    name: Option<&str>,
    asks: Option<bool>,
    ui: &mut Ui,
    cancel: &Cancel,
) -> Outcome {
    let run = stage.runs.to_resume(stage.world, name)?;
    let Some(started) = run.history.started.clone() else {
        return Err(CommandError::new(Kind::Failed, "the journal does not say what the run does"));
    };
    if started.cloud != stage.cloud.kind.name() {
        let (cloud, here) = (&started.cloud, stage.cloud.kind.name());
        let message = format!("the run `{}` is about the cloud `{cloud}`, not `{here}`", run.name);
        return Err(CommandError::new(Kind::Usage, message).hint(format!("give `--cloud {cloud}`")));
    }
    let reviewed = runs::read_plan(stage.world, &run.folder)?;
    if reviewed.digest().ok().as_ref() != Some(&started.plan) {
        let message = "what was reviewed is not what the run began with";
        return Err(CommandError::new(Kind::Failed, message)
            .hint("`--abandon` gives the run up; then plan again"));
    }
    let done = run.history.done();
    let left: BTreeSet<String> =
        started.units.iter().filter(|unit| !done.contains(unit.as_str())).cloned().collect();
    ui.status(
        "resuming",
        &format!("{}: {} of {} units are left", run.name, left.len(), started.units.len()),
    );
    let prepared = Prepared {
        name: run.name.clone(),
        folder: &run.folder,
        operation: started.operation,
        reviewed: &reviewed,
        units: left,
        resumed: Some(&run.history),
        lifts_guards: started.lifts_guards,
    };
    let ended = stage.perform(prepared, asks, ui, cancel)?;
    conclude(ui, stage, started.operation, &ended, cancel)
}

/// Gives a run up: its locks are released, and it is noted as finished.
pub(crate) fn abandon(stage: &Stage<'_>, ui: &mut Ui) -> Outcome {
    let Some(run) = stage.runs.unfinished(stage.world)? else {
        return Err(CommandError::new(Kind::Usage, "there is no run of this live repo to give up")
            .hint("leave `--abandon` out"));
    };
    let unsaved = runs::unsaved_states(stage.world, &run.folder);
    if let Some(file) = unsaved.first() {
        let message =
            format!("the run `{}` has a state that is not saved: `{}`", run.name, file.display());
        return Err(CommandError::new(Kind::Failed, message).hint(
            "`--resume` saves it; without it, what the run has made is in no state. Move the file away to give it up all the same",
        ));
    }
    stage.give_up(&run, ui)?;
    ui.status("abandoned", &format!("{}; what it has changed stays", run.name));
    Ok(0)
}
