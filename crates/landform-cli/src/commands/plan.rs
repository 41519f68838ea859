//! `landform plan`: what would change in a kept rehearsal.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use landform_engine::find;
use landform_os::{OsWorld, keep_private};
use landform_rehearse::{PlannedUnits, Replan, plan_kept};
use landform_run::Events;
use landform_world::OverlayWorld;
use serde::Serialize;

use super::Outcome;
use crate::error::{CHANGES, CommandError, Kind};
use crate::private::PrivateFolder;
use crate::providers::SimulatedProviders;
use crate::rehearsed::{account_ids, generated};
use crate::run_view::RunView;
use crate::settings::{EngineOptions, socket_folder};
use crate::ui::Ui;
use crate::{loading, signals};

/// Plan against a kept rehearsal: what would change
///
/// The company file or live repo is read again, as it is now, and planned against the states that `landform rehearse --keep` has left:
/// change it, and see what the change would do to an estate that exists.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the rehearsal [default: the one that was kept last]
    folder: Option<PathBuf>,
    /// Plan only units whose path contains this text
    #[arg(long, value_name = "TEXT")]
    unit: Option<String>,
    /// End with exit code 2 if there are changes
    #[arg(long)]
    detailed_exitcode: bool,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
    /// Accept ids of things that no unit makes, such as a network that was there before
    #[arg(long)]
    trust_references: bool,
    #[command(flatten)]
    engine: EngineOptions,
}

#[derive(Serialize)]
struct Row<'a> {
    unit: &'a str,
    changes: &'a [String],
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> Outcome {
    // Engines write states, which are nobody else's business.
    keep_private();
    let world = OsWorld::default();
    let place = loading::kept_place(&world, args.folder.as_deref())?;
    let kept = loading::kept(&world, &place)?;
    let root = match &kept.company {
        Some(file) => generated(&world, file, &place, ui)?,
        None => kept.root,
    };
    let world = OverlayWorld::new(&world, account_ids(&world, &root)?);
    let estate = loading::estate(&world, &root, ui)?;
    let engine = find(&world, args.engine.engine.as_deref())?;
    let folder = socket_folder(&world);
    let sockets = PrivateFolder::create(&world, &folder, "run")
        .map_err(|error| CommandError::file("create a private folder in", &folder, &error))?;
    let providers = SimulatedProviders::new(sockets.path().to_path_buf(), args.trust_references)
        .map_err(|error| {
            CommandError::new(Kind::Failed, format!("cannot start the simulator: {error}"))
        })?;
    let cancel = signals::cancel_on_interrupt()?;
    let planned = {
        let view = Mutex::new(RunView::new(ui, false));
        let events = Events::new(&world, |event| {
            view.lock().unwrap_or_else(PoisonError::into_inner).show(event);
        });
        let jobs = args.engine.jobs(&world);
        let replan =
            Replan { place: &place, estate: &estate, engine: &engine, providers: &providers, jobs };
        let wanted =
            |unit: &str| args.unit.as_ref().is_none_or(|text| unit.contains(text.as_str()));
        plan_kept(&world, &replan, wanted, &events, &cancel)
            .map_err(|error| CommandError::file("read the states in", place.folder(), &error))?
    };
    show(args, ui, &planned);
    if cancel.is_requested() {
        return Err(CommandError::new(Kind::Interrupted, "the plan was stopped before its end"));
    }
    let (_, failed, _) = planned.summary.counts();
    if failed > 0 {
        return Err(CommandError::new(
            Kind::Failed,
            format!("{failed} units could not be planned"),
        ));
    }
    let any =
        !planned.gone.is_empty() || planned.changes.values().any(|changes| !changes.is_empty());
    Ok(if any && args.detailed_exitcode { CHANGES } else { 0 })
}

fn show(args: &Args, ui: &Ui, planned: &PlannedUnits) {
    if args.json {
        let rows: Vec<Row<'_>> =
            planned.changes.iter().map(|(unit, changes)| Row { unit, changes }).collect();
        ui.json(&rows);
        return;
    }
    for (unit, changes) in planned.changes.iter().filter(|(_, changes)| !changes.is_empty()) {
        let lines: String = changes.iter().map(|change| format!("  {change}\n")).collect();
        ui.data(&format!("{unit}\n{lines}"));
    }
    for unit in &planned.gone {
        ui.warning(&format!("{unit} exists, but is no longer part of the live repo"));
    }
    let units = planned.changes.values().filter(|changes| !changes.is_empty()).count();
    let changes: usize = planned.changes.values().map(Vec::len).sum();
    ui.status("plan", &format!("{changes} changes in {units} of {} units.", planned.changes.len()));
}
