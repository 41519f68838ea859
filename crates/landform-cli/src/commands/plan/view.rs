//! What a plan shows of each unit: lines for people, rows for programs.

use std::collections::BTreeMap;

use landform_estate_plan::{EstatePlan, Outcome, UnitPlan};
use landform_rehearse::PlannedUnits;
use serde::Serialize;

use crate::ui::Ui;

/// One unit of a plan.
#[derive(Debug, Default, Serialize)]
pub(super) struct Row {
    pub(super) unit: String,
    pub(super) changes: Vec<String>,
    /// Inputs that are known only after other units are applied, and the outputs that they come from.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) waits: BTreeMap<String, Vec<String>>,
    /// Why the unit can only be planned after others are applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) after_upstream: Option<String>,
    /// Why the unit cannot be planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fault: Option<String>,
}

/// Returns the rows of a plan with one engine run for each unit.
pub(super) fn of_units(planned: PlannedUnits) -> Vec<Row> {
    let rows = planned.changes.into_iter();
    rows.map(|(unit, changes)| Row { unit, changes, ..Row::default() }).collect()
}

/// Returns the rows of an estate plan, without the units that nobody asked for.
pub(super) fn of_estate(plan: &EstatePlan, wanted: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let chosen = plan.units.iter().filter(|(unit, _)| wanted(unit));
    chosen.map(|(unit, outcome)| row(unit, outcome, plan)).collect()
}

fn row(unit: &str, outcome: &Outcome, plan: &EstatePlan) -> Row {
    let row = Row { unit: unit.to_owned(), ..Row::default() };
    match outcome {
        Outcome::Planned(own) => Row { changes: changes(own), waits: waits(own), ..row },
        Outcome::AfterUpstream(reason) => Row { after_upstream: Some(reason.clone()), ..row },
        Outcome::Failed(reason) => Row { fault: Some(reason.clone()), ..row },
        Outcome::Needs(other) => {
            let reason = Some(format!("it needs {other}"));
            if is_faulty(plan, other) {
                Row { fault: reason, ..row }
            } else {
                Row { after_upstream: reason, ..row }
            }
        }
    }
}

/// Tells whether a unit, or what it needs, cannot be planned at all.
fn is_faulty(plan: &EstatePlan, unit: &str) -> bool {
    match plan.units.get(unit) {
        Some(Outcome::Needs(other)) => is_faulty(plan, other),
        Some(Outcome::Planned(_) | Outcome::AfterUpstream(_)) => false,
        Some(Outcome::Failed(_)) | None => true,
    }
}

fn changes(plan: &UnitPlan) -> Vec<String> {
    let named = plan.changes.iter().map(|one| format!("{} {}", one.action.name(), one.address));
    named.chain(plan.outputs.iter().map(|name| format!("output {name}"))).collect()
}

fn waits(plan: &UnitPlan) -> BTreeMap<String, Vec<String>> {
    let from = |all: &[(String, String)]| {
        all.iter().map(|(unit, output)| format!("{unit}: {output}")).collect()
    };
    plan.waits.iter().map(|(input, all)| (input.clone(), from(all))).collect()
}

/// Shows rows as lines.
pub(super) fn show(ui: &Ui, rows: &[Row]) {
    for row in rows {
        let mut text: String = row.changes.iter().map(|change| format!("  {change}\n")).collect();
        for (input, outputs) in row.waits.iter().filter(|_| !row.changes.is_empty()) {
            text.push_str(&format!("  input {input} waits for {}\n", outputs.join(", ")));
        }
        if let Some(reason) = &row.after_upstream {
            text.push_str(&format!("  after upstream: {reason}\n"));
        }
        if !text.is_empty() {
            ui.data(&format!("{}\n{text}", row.unit));
        }
        if let Some(fault) = &row.fault {
            ui.warning(&format!("{} cannot be planned: {fault}", row.unit));
        }
    }
    let changed = rows.iter().filter(|row| !row.changes.is_empty()).count();
    let changes: usize = rows.iter().map(|row| row.changes.len()).sum();
    ui.status("plan", &format!("{changes} changes in {changed} of {} units.", rows.len()));
}
