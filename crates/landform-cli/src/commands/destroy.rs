//! `landform destroy`: the estate taken down, what needs others first.

mod going;
mod protected;

use std::collections::BTreeSet;
use std::path::Path;

use landform_apply::Operation;
use landform_plan::SavedPlan;
use landform_world::Cancel;

use self::going::{all_of, refuse_orphans, show, states};
use self::protected::{confirm_accounts, refuse_protected};
use super::Outcome;
use super::apply::{
    Prepared, RunOptions, Stage, abandon, chosen, conclude, refuse_beside_unfinished, resume,
    run_name, staged, write_plan,
};
use crate::error::{CommandError, Kind};
use crate::prompt::{confirmed, is_attended};
use crate::signals;
use crate::ui::Ui;

/// The sentence by which protection is given up.
const SENTENCE: &str = "destroy what is protected";

/// Destroy the estate of a live repo, or a part of it
///
/// Shows what goes and asks. Units go in the reverse order of the graph; those of which nothing exists are skipped.
/// What is protected is refused unless the sentence is given, and the name of an account with production must be typed.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    options: RunOptions,
    /// Destroy protected things too; the sentence is `destroy what is protected`
    #[arg(long, value_name = "SENTENCE")]
    protected: Option<String>,
    /// The name of an account with production of which something goes; otherwise it must be typed
    #[arg(long, value_name = "NAME")]
    confirm_account: Vec<String>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> Outcome {
    if args.protected.as_ref().is_some_and(|sentence| sentence != SENTENCE) {
        return Err(CommandError::new(Kind::Usage, "`--protected` needs its sentence")
            .hint(format!("`--protected \"{SENTENCE}\"`")));
    }
    staged(&args.options, ui, |stage, ui| {
        let cancel = signals::patient_cancel_on_interrupt()?;
        if args.options.abandon {
            return abandon(stage, ui);
        }
        if let Some(name) = &args.options.resume {
            return resume(stage, name.as_deref(), Some(false), ui, &cancel);
        }
        refuse_beside_unfinished(stage)?;
        destroy(args, stage, ui, &cancel)
    })
}

fn destroy(args: &Args, stage: &Stage<'_>, ui: &mut Ui, cancel: &Cancel) -> Outcome {
    let wanted = chosen(stage.estate, &args.options.filter)?;
    let name = run_name();
    let folder = stage.runs.create(stage.world, &name)?;
    let reviewed = match reviewed(args, stage, &folder, &wanted, ui, cancel) {
        Ok(Some(reviewed)) => reviewed,
        outcome => {
            // Nothing has begun: there is nothing to remember.
            let _ = stage.world.remove_folder(&folder);
            return outcome.map(|_| 0);
        }
    };
    write_plan(stage.world, &folder, &reviewed)?;
    let prepared = Prepared {
        name,
        folder: &folder,
        operation: Operation::Destroy,
        units: reviewed.units.keys().cloned().collect(),
        reviewed: &reviewed,
        resumed: None,
        lifts_guards: args.protected.is_some(),
    };
    let ended = stage.perform(prepared, Some(false), ui, cancel)?;
    conclude(ui, stage, Operation::Destroy, &ended, cancel)
}

/// Returns what goes, as it was confirmed; nothing if nothing is there.
fn reviewed(
    args: &Args,
    stage: &Stage<'_>,
    folder: &Path,
    wanted: &BTreeSet<String>,
    ui: &Ui,
    cancel: &Cancel,
) -> Result<Option<SavedPlan>, CommandError> {
    let states = states(stage, folder, wanted)?;
    let there = |path: &&String| {
        states.get(*path).is_some_and(|one| !one.instances.is_empty() || !one.outputs.is_empty())
    };
    let going: BTreeSet<String> = wanted.iter().filter(there).cloned().collect();
    if going.is_empty() {
        ui.status("destroy", "Nothing is to be done: nothing of these units exists.");
        return Ok(None);
    }
    refuse_orphans(stage.estate, &states, &going)?;
    refuse_protected(args, stage, &states, &going)?;
    let resources = show(ui, stage.estate, &states, &going);
    confirm_accounts(args, stage.estate, &going, cancel)?;
    if !args.options.yes {
        if !is_attended() {
            return Err(CommandError::new(Kind::Usage, "nobody is there to confirm")
                .hint("give `--yes` to destroy without being asked"));
        }
        let question = format!("Destroy these {resources} resources of {} units?", going.len());
        if !confirmed(&question, cancel)? {
            return Err(CommandError::new(Kind::Interrupted, "not confirmed; nothing was changed"));
        }
    }
    let unit = |path: &String| (path.clone(), all_of(states.get(path)));
    let units = going.iter().map(unit).collect();
    Ok(Some(SavedPlan { key: "00".to_owned(), units, ..stage.blank_plan() }))
}
