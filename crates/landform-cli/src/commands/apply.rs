//! `landform apply`: the estate made what the live repo says, after a review, unit by unit.

mod choice;
mod conclusion;
mod identity;
mod late;
mod resuming;
mod review;
mod runs;
mod stage;

use std::collections::BTreeSet;
use std::path::PathBuf;

use landform_apply::{Operation, is_to_do};
use landform_plan::SavedPlan;
use landform_world::Cancel;

use super::Outcome;
use crate::error::{CommandError, Kind};
use crate::prompt::{confirmed, is_attended};
use crate::ui::Ui;
use crate::{signals, states};

pub(crate) use choice::chosen;
pub(crate) use conclusion::conclude;
pub(crate) use identity::run_name;
pub(crate) use resuming::{abandon, refuse_beside_unfinished, resume};
pub(crate) use runs::write_plan;
pub(crate) use stage::{Prepared, RunOptions, Stage, staged};

/// Apply a live repo: make the estate what it says
///
/// The whole estate is planned first and shown, and nothing happens until that is confirmed.
/// Then each unit, in the order of the graph, with its own state and lock: planned anew, compared with what was reviewed, applied.
/// A unit whose fresh plan differs is left as it is, and the difference is shown.
/// Every step is written down: a run that was cut short goes on with --resume.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    options: RunOptions,
    /// Apply a plan that `landform plan --out` has saved; nothing is asked
    #[arg(long, value_name = "FILE", conflicts_with_all = ["resume", "abandon"])]
    plan: Option<PathBuf>,
    /// Without asking, also apply units that can be planned only after others are applied
    #[arg(long)]
    allow_late: bool,
    /// First create the buckets of states that are missing: private, encrypted, with versions, reached through TLS alone
    #[arg(long, conflicts_with_all = ["resume", "abandon"])]
    bootstrap: bool,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> Outcome {
    staged(&args.options, ui, |stage, ui| {
        let cancel = signals::patient_cancel_on_interrupt()?;
        let asks = match (args.allow_late, args.options.yes || args.plan.is_some()) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => (!is_attended()).then_some(false),
        };
        if args.options.abandon {
            return abandon(stage, ui);
        }
        if let Some(name) = &args.options.resume {
            return resume(stage, name.as_deref(), asks, ui, &cancel);
        }
        refuse_beside_unfinished(stage)?;
        let units = chosen(stage.estate, &args.options.filter)?;
        refuse_unattended(args)?;
        if args.bootstrap && stage.cloud.is_real() {
            states::bootstrap(stage.states, stage.cloud, stage.estate, &units, ui)?;
        }
        apply(args, stage, units, asks, ui, &cancel)
    })
}

/// Refuses, before anything is planned, to wait for an answer that nobody gives.
fn refuse_unattended(args: &Args) -> Result<(), CommandError> {
    if args.options.yes || args.plan.is_some() || is_attended() {
        return Ok(());
    }
    Err(CommandError::new(Kind::Usage, "nobody is there to confirm the plan")
        .hint("give `--yes`, or review a plan (`landform plan --out FILE`) and give `--plan FILE`"))
}

fn apply(
    args: &Args,
    stage: &Stage<'_>,
    units: BTreeSet<String>,
    asks: Option<bool>,
    ui: &mut Ui,
    cancel: &Cancel,
) -> Outcome {
    let name = run_name();
    let folder = stage.runs.create(stage.world, &name)?;
    let reviewed = match reviewed(args, stage, &units, ui, cancel) {
        Ok(Some(reviewed)) => reviewed,
        outcome => {
            // Nothing has begun: there is nothing to remember.
            let _ = stage.world.remove_folder(&folder);
            return outcome.map(|_| 0);
        }
    };
    write_plan(stage.world, &folder, &reviewed)?;
    let prepared = Prepared {
        name: name.clone(),
        folder: &folder,
        operation: Operation::Apply,
        units: to_do(&reviewed, &units),
        reviewed: &reviewed,
        resumed: None,
        lifts_guards: false,
    };
    let ended = stage.perform(prepared, asks, ui, cancel)?;
    conclude(ui, stage, Operation::Apply, &ended, cancel)
}

/// Returns the units that are asked for and have something to be done.
fn to_do(reviewed: &SavedPlan, wanted: &BTreeSet<String>) -> BTreeSet<String> {
    let units =
        reviewed.units.iter().filter(|(path, unit)| wanted.contains(*path) && is_to_do(unit));
    units.map(|(path, _)| path.clone()).collect()
}

/// Returns the plan that may be applied; nothing if there is nothing to do.
fn reviewed(
    args: &Args,
    stage: &Stage<'_>,
    units: &BTreeSet<String>,
    ui: &mut Ui,
    cancel: &Cancel,
) -> Result<Option<SavedPlan>, CommandError> {
    let plan = match &args.plan {
        Some(file) => review::saved(stage.world, file, (&stage.live_repo(), stage.cloud))?,
        None => {
            ui.status("planning", &format!("{} units", units.len()));
            review::planned(stage, units, ui, cancel)?
        }
    };
    if cancel.is_requested() {
        return Err(CommandError::new(Kind::Interrupted, "stopped; nothing was changed"));
    }
    review::refuse_faulty(&plan)?;
    review::show(ui, &plan.units);
    let figures = review::figures(&plan, stage.estate);
    let review::Figures { changes, accounts, late, outputs } = figures;
    if changes + late + outputs == 0 {
        ui.status("apply", "Nothing is to be done: everything is as the live repo says.");
        return Ok(None);
    }
    let later = if late > 0 { format!(", and {late} units planned later") } else { String::new() };
    let what = format!("{changes} changes in {accounts} accounts{later}");
    if args.plan.is_none()
        && !args.options.yes
        && !confirmed(&format!("Apply these {what}?"), cancel)?
    {
        return Err(CommandError::new(Kind::Interrupted, "not confirmed; nothing was changed"));
    }
    ui.status("applying", &what);
    Ok(Some(plan))
}
