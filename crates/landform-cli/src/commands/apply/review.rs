//! What is reviewed before anything is applied: the plan of the estate, or a plan that was saved.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use landform_apply::is_change;
use landform_plan::{Action, Hiding, SavedPlan, SavedStatus, SavedUnit};
use landform_terragrunt::Estate;
use landform_world::{Cancel, World};

use super::stage::Stage;
use crate::cloud::Cloud;
use crate::commands::plan::{Run, Subject};
use crate::error::{CommandError, Kind};
use crate::loading;
use crate::providers::ProviderKind;
use crate::ui::Ui;

/// Plans units against the states that there are; what they need is planned with them.
pub(crate) fn planned(
    stage: &Stage<'_>,
    units: &BTreeSet<String>,
    ui: &mut Ui,
    cancel: &Cancel,
) -> Result<SavedPlan, CommandError> {
    let subject = Subject::Live(stage.estate.root.clone());
    let run = Run {
        world: stage.world,
        estate: stage.estate,
        engine: stage.engine,
        cloud: stage.cloud,
        subject: &subject,
        units,
        folder: stage.sockets,
        trust_references: false,
        provider: ProviderKind::Simulated,
        jobs: None,
    };
    let planned = run.plan(ui, cancel)?;
    for unit in &planned.gone {
        ui.warning(&format!("{unit} exists, but is no longer part of the live repo"));
    }
    let key = [(stage.identity.new_id)(), (stage.identity.new_id)()].concat();
    let hiding = Hiding::new(key.as_bytes());
    let mut all = planned.plan.saved(&planned.states, &hiding);
    all.retain(|path, _| units.contains(path));
    Ok(SavedPlan { key: hex(key.as_bytes()), units: all, ..stage.blank_plan() })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a saved plan, and refuses one that is about something else.
pub(crate) fn saved(
    world: &dyn World,
    file: &Path,
    (live_repo, cloud): (&str, &Cloud),
) -> Result<SavedPlan, CommandError> {
    let file = loading::absolute(file)?;
    let shown = file.display();
    let again = "`landform plan --out FILE` writes a new one";
    let text = world.read(&file).map_err(|error| {
        CommandError { kind: Kind::Input, ..CommandError::file("read", &file, &error) }.hint(again)
    })?;
    let plan = SavedPlan::read(&text).map_err(|error| {
        CommandError::new(Kind::Input, format!("`{shown}`: {error}")).hint(again)
    })?;
    for (what, planned, here) in [
        ("live repo", plan.live_repo.as_str(), live_repo),
        ("cloud", plan.cloud.as_str(), cloud.kind.name()),
    ] {
        if planned != here {
            let message =
                format!("`{shown}` is a plan of another {what}: `{planned}`, not `{here}`");
            return Err(CommandError::new(Kind::Input, message).hint(again));
        }
    }
    Ok(plan)
}

/// The figures of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) changes: usize,
    pub(crate) accounts: usize,
    /// Units that can be planned only after others are applied.
    pub(crate) late: usize,
    /// Units of which outputs alone change.
    pub(crate) outputs: usize,
}

/// Counts what a plan does.
pub(crate) fn figures(plan: &SavedPlan, estate: &Estate) -> Figures {
    let mut figures = Figures::default();
    let mut accounts = BTreeSet::new();
    for (path, unit) in &plan.units {
        let changes = unit.changes.iter().filter(|one| is_change(one)).count();
        figures.changes += changes;
        figures.late += usize::from(unit.status == SavedStatus::AfterUpstream);
        figures.outputs += usize::from(changes == 0 && !unit.outputs.is_empty());
        if changes > 0 || unit.status == SavedStatus::AfterUpstream {
            let account = estate.units.values().find(|one| one.path.as_str() == path);
            accounts.insert(account.and_then(|unit| unit.account.clone()));
        }
    }
    figures.accounts = accounts.len();
    figures
}

/// Refuses a plan in which units are missing that could not be planned.
pub(crate) fn refuse_faulty(plan: &SavedPlan) -> Result<(), CommandError> {
    let faulty: Vec<(&String, &SavedUnit)> =
        plan.units.iter().filter(|(_, unit)| unit.status == SavedStatus::Failed).collect();
    if faulty.is_empty() {
        return Ok(());
    }
    let mut message = format!("{} units cannot be planned, so nothing is applied:", faulty.len());
    for (path, unit) in faulty {
        message.push_str(&format!("\n  {path}: {}", unit.reason.as_deref().unwrap_or_default()));
    }
    Err(CommandError::new(Kind::Failed, message)
        .hint("cure what is said of them, or apply the others with --filter"))
}

/// Shows what a plan does, unit by unit.
pub(crate) fn show(ui: &Ui, units: &BTreeMap<String, SavedUnit>) {
    for (path, unit) in units {
        let changes: Vec<_> = unit.changes.iter().filter(|one| is_change(one)).collect();
        match unit.status {
            SavedStatus::AfterUpstream => {
                ui.status("later", &format!("{path} (planned when what it needs is applied)"));
            }
            SavedStatus::Planned if changes.is_empty() && unit.outputs.is_empty() => {}
            SavedStatus::Planned if changes.is_empty() => {
                ui.status("outputs", &format!("{path}: {}", unit.outputs.join(", ")));
            }
            SavedStatus::Planned | SavedStatus::Failed => {
                ui.status(
                    "unit",
                    &format!("{path}: {}", counts(changes.iter().map(|one| one.action))),
                );
                for one in changes {
                    ui.status(one.action.name(), &one.address);
                }
            }
        }
    }
}

/// Returns how often each action occurs, as `2 create, 1 update`.
pub(crate) fn counts(actions: impl Iterator<Item = Action>) -> String {
    let mut count: BTreeMap<Action, usize> = BTreeMap::new();
    actions.for_each(|action| *count.entry(action).or_default() += 1);
    let parts = count.iter().map(|(action, count)| format!("{count} {}", action.name()));
    parts.collect::<Vec<_>>().join(", ")
}
