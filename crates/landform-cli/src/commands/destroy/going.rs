//! What goes: the states of what exists, and the plan by which all in them is destroyed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use landform_apply::{backend_of, graph};
use landform_aws::read_all;
use landform_plan::{Action, FaultKind, Instance, Mode, SavedChange, SavedUnit, State, StateError};
use landform_terragrunt::{Estate, Unit};
use landform_workbench::Bench;
use serde_json::Value as Json;

use crate::commands::apply::Stage;
use crate::error::{CommandError, Kind};
use crate::providers::OwnProviders;
use crate::ui::Ui;

/// Reads the states of units and of everything that may need them.
pub(super) fn states(
    stage: &Stage<'_>,
    folder: &Path,
    wanted: &BTreeSet<String>,
) -> Result<BTreeMap<String, State>, CommandError> {
    let place = stage.place(folder)?;
    let footing = stage.footing(&place)?;
    let Stage { world, engine, store, estate, .. } = *stage;
    // No engine is started here.
    let bench = Bench { world, engine, place: &place, providers: &OwnProviders, footing: &footing };
    let mut backends = BTreeMap::new();
    let mut faults = BTreeMap::new();
    let needing = graph(estate).all_dependants(wanted);
    let concerned =
        |unit: &&Unit| wanted.contains(unit.path.as_str()) || needing.contains(unit.path.as_str());
    for unit in estate.units.values().filter(concerned) {
        match backend_of(&bench, unit, &unit.settings) {
            Ok(backend) => drop(backends.insert(unit.path.to_string(), backend)),
            Err(fault) => drop(faults.insert(unit.path.to_string(), fault)),
        }
    }
    let mut states = BTreeMap::new();
    for (path, read) in read_all(store, &backends) {
        let state = match read {
            Ok(Some(text)) => State::read(&text).map_err(StateError::from),
            Ok(None) => Ok(State::default()),
            // Nothing was ever kept where there is no place for it.
            Err(StateError::Failed(fault)) if fault.kind == FaultKind::NoPlace => {
                Ok(State::default())
            }
            Err(error) => Err(error),
        };
        match state {
            Ok(state) => drop(states.insert(path, state)),
            Err(error) => {
                let place = backends.get(&path).map(ToString::to_string).unwrap_or_default();
                drop(faults.insert(path, in_words(&place, &error)));
            }
        }
    }
    if faults.is_empty() {
        return Ok(states);
    }
    let lines: String = faults.iter().map(|(path, fault)| format!("\n  {path}: {fault}")).collect();
    let message = format!("what exists is not known; nothing was changed:{lines}");
    Err(CommandError::new(Kind::Failed, message)
        .hint("cure what is said of them: what is not known cannot be destroyed in order"))
}

fn in_words(place: &str, error: &StateError) -> String {
    let hint = error.hint().map_or_else(String::new, |hint| format!(" ({hint})"));
    format!("its state ({place}) cannot be used: {error}{hint}")
}

/// Refuses to destroy what others need that stay.
pub(super) fn refuse_orphans(
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

/// Iterates over units by their paths.
pub(super) fn units<'a>(
    estate: &'a Estate,
    paths: &'a BTreeSet<String>,
) -> impl Iterator<Item = &'a Unit> {
    estate.units.values().filter(|unit| paths.contains(unit.path.as_str()))
}

/// Shows what goes; returns the number of resources.
pub(super) fn show(
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

/// Returns the plan by which everything in a state goes.
pub(super) fn all_of(state: Option<&State>) -> SavedUnit {
    let instances = state.map_or(&[][..], |state| &state.instances);
    let change = |instance: &Instance| SavedChange {
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
