//! `landform destroy`: the estate taken down, what needs others first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use landform_apply::{Operation, backend_of, graph, is_production, protections};
use landform_engine::{ByFolder, read_module};
use landform_plan::{Action, Mode, SavedChange, SavedPlan, SavedUnit, State};
use landform_terragrunt::{Estate, Unit};
use landform_workbench::Bench;
use landform_world::{Cancel, World};
use serde_json::Value as Json;

use super::Outcome;
use super::apply::{
    Prepared, RunOptions, Stage, abandon, chosen, conclude, refuse_beside_unfinished, resume,
    run_name, staged, write_plan,
};
use crate::error::{CommandError, Kind};
use crate::prompt::{confirmed, is_attended, prompt};
use crate::providers::OwnProviders;
use crate::signals;
use crate::ui::Ui;

/// The sentence by which protection is given up.
const SENTENCE: &str = "destroy what is protected";

/// How many protections a message lists.
const LISTED: usize = 20;

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
    let reviewed = match reviewed(args, stage, &folder, &wanted, ui) {
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
    confirm_accounts(args, stage.estate, &going)?;
    if !args.options.yes {
        if !is_attended() {
            return Err(CommandError::new(Kind::Usage, "nobody is there to confirm")
                .hint("give `--yes` to destroy without being asked"));
        }
        let question = format!("Destroy these {resources} resources of {} units?", going.len());
        if !confirmed(&question)? {
            return Err(CommandError::new(Kind::Interrupted, "not confirmed; nothing was changed"));
        }
    }
    let unit = |path: &String| (path.clone(), all_of(states.get(path)));
    let units = going.iter().map(unit).collect();
    Ok(Some(SavedPlan { key: "00".to_owned(), units, ..stage.blank_plan() }))
}

/// Reads all states of the estate: also what is not wanted may need what goes.
fn states(
    stage: &Stage<'_>,
    folder: &Path,
    wanted: &BTreeSet<String>,
) -> Result<BTreeMap<String, State>, CommandError> {
    let place = stage.place(folder)?;
    let footing = stage.footing(&place)?;
    let Stage { world, engine, store, .. } = *stage;
    // No engine is started here.
    let bench = Bench { world, engine, place: &place, providers: &OwnProviders, footing: &footing };
    let mut states = BTreeMap::new();
    let mut faults = Vec::new();
    for (path, unit) in &stage.estate.units {
        let read = backend_of(&bench, unit, &unit.settings).and_then(|backend| {
            let fault = |error: &landform_plan::StateError| {
                let hint = error.hint().map_or_else(String::new, |hint| format!(" ({hint})"));
                format!("its state ({backend}) cannot be used: {error}{hint}")
            };
            let text = store.read(&backend).map_err(|error| fault(&error))?;
            let text = text.map(|text| State::read(&text));
            text.transpose().map_err(|error| fault(&error.into()))
        });
        match read {
            Ok(state) => drop(states.insert(path.to_string(), state.unwrap_or_default())),
            Err(fault) => faults.push(format!("{path}: {fault}")),
        }
    }
    if faults.is_empty() {
        return Ok(states);
    }
    let own =
        if wanted.len() < stage.estate.units.len() { ", also of what may need it" } else { "" };
    let message =
        format!("what exists is not known{own}; nothing was changed:\n  {}", faults.join("\n  "));
    Err(CommandError::new(Kind::Failed, message))
}

/// Refuses to destroy what others need that stay.
fn refuse_orphans(
    estate: &Estate,
    states: &BTreeMap<String, State>,
    going: &BTreeSet<String>,
) -> Result<(), CommandError> {
    let needing = graph(estate).all_dependants(going.iter());
    let left: Vec<String> = needing
        .into_iter()
        .filter(|path| !going.contains(path))
        .filter(|path| states.get(path).is_some_and(|state| !state.instances.is_empty()))
        .collect();
    if left.is_empty() {
        return Ok(());
    }
    let message = format!("units that exist need what is to go: `{}`", left.join("`, `"));
    Err(CommandError::new(Kind::Usage, message)
        .hint("destroy them too: give a `--filter` for each, or none"))
}

fn refuse_protected(
    args: &Args,
    stage: &Stage<'_>,
    states: &BTreeMap<String, State>,
    going: &BTreeSet<String>,
) -> Result<(), CommandError> {
    if args.protected.is_some() {
        return Ok(());
    }
    let mut lines = Vec::new();
    for unit in units(stage.estate, going) {
        let guarded = guarded(stage.world, unit);
        let Some(state) = states.get(unit.path.as_str()) else { continue };
        let own = protections(unit, state, &guarded);
        lines.extend(own.into_iter().map(|one| format!("\n  {}: {one}", unit.path)));
    }
    if lines.is_empty() {
        return Ok(());
    }
    let count = lines.len();
    let rest = count.saturating_sub(LISTED);
    lines.truncate(LISTED);
    if rest > 0 {
        lines.push(format!("\n  and {rest} more"));
    }
    let message = format!("{count} things are protected; nothing was changed:{}", lines.concat());
    Err(CommandError::new(Kind::Failed, message).hint(format!(
        "take the protection away where it is set, or give `--protected \"{SENTENCE}\"`"
    )))
}

/// Returns the resources of a unit's module that refuse to be destroyed, as far as the module is on this machine.
fn guarded(world: &dyn World, unit: &Unit) -> ByFolder {
    let folder = match unit.source() {
        Some(source) => source.local_folder(),
        None => Some(unit.folder.clone()),
    };
    let module = folder.and_then(|folder| read_module(world, &folder).ok());
    module.map(|module| module.guarded).unwrap_or_default()
}

fn units<'a>(estate: &'a Estate, paths: &'a BTreeSet<String>) -> impl Iterator<Item = &'a Unit> {
    estate.units.values().filter(|unit| paths.contains(unit.path.as_str()))
}

/// Shows what goes; returns the number of resources.
fn show(
    ui: &Ui,
    estate: &Estate,
    states: &BTreeMap<String, State>,
    going: &BTreeSet<String>,
) -> usize {
    let mut accounts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for unit in units(estate, going) {
        let instances = states.get(unit.path.as_str()).map_or(&[][..], |state| &state.instances);
        ui.status("unit", &format!("{}: {} resources", unit.path, instances.len()));
        for instance in instances {
            ui.status("destroy", &instance.address);
        }
        let account = unit.account.clone().unwrap_or_default();
        let sums = accounts.entry(account).or_default();
        *sums = (sums.0 + 1, sums.1 + instances.len());
    }
    for (account, (units, resources)) in &accounts {
        ui.status("account", &format!("{account}: {units} units, {resources} resources go"));
    }
    accounts.values().map(|(_, resources)| resources).sum()
}

/// Has the name of each account with production confirmed.
fn confirm_accounts(
    args: &Args,
    estate: &Estate,
    going: &BTreeSet<String>,
) -> Result<(), CommandError> {
    let production = units(estate, going).filter(|unit| is_production(unit));
    let accounts: BTreeSet<String> =
        production.map(|unit| unit.account.clone().unwrap_or_default()).collect();
    for account in accounts {
        if args.confirm_account.contains(&account) {
            continue;
        }
        let refusal = |kind, message: String| {
            CommandError::new(kind, message)
                .hint(format!("`--confirm-account {account}` confirms it without being asked"))
        };
        if !is_attended() {
            let message = format!(
                "account `{account}` has production, and nobody is there to confirm its name"
            );
            return Err(refusal(Kind::Usage, message));
        }
        let answer = prompt(&format!("Account {account} has production. Type its name: "))?;
        if answer.trim() != account {
            let message = "that is not its name; nothing was changed".to_owned();
            return Err(refusal(Kind::Interrupted, message));
        }
    }
    Ok(())
}

/// Returns the plan by which everything in a state goes.
fn all_of(state: Option<&State>) -> SavedUnit {
    let instances = state.map_or(&[][..], |state| &state.instances);
    let change = |instance: &landform_plan::Instance| SavedChange {
        address: instance.address.clone(),
        previous_address: None,
        mode: Mode::Managed,
        type_name: instance.type_name.clone(),
        deposed: None,
        action: Action::Delete,
        actions: vec!["delete".to_owned()],
        importing: None,
        replace_paths: Vec::new(),
        before: Json::Null,
        after: Json::Null,
        after_unknown: Json::Bool(false),
    };
    SavedUnit {
        state: state.map(|state| (state.lineage.clone(), state.serial)),
        changes: instances.iter().map(change).collect(),
        ..SavedUnit::default()
    }
}
