//! A plan as people read it: units with their changes, then the figures.

use landform_estate_plan::Counts;
use landform_plan::has_true;
use serde_json::Value as Json;

use super::answer::{Answer, Change, Status, UnitAnswer};
use crate::ui::Ui;

/// How long a value may be.
const WIDTH: usize = 60;

/// Shows a plan: the changes as data, the figures beside it.
pub(super) fn show(ui: &Ui, answer: &Answer) {
    for unit in &answer.units {
        let text = unit_text(unit);
        if !text.is_empty() {
            ui.data(&format!("{}\n{text}", unit.path));
        }
        let reason = unit.reason.as_deref().unwrap_or_default();
        match unit.status {
            Status::Planned | Status::AfterUpstream => {}
            Status::Failed => ui.warning(&format!("{} cannot be planned: {reason}", unit.path)),
            Status::Gone => {
                ui.warning(&format!("{} exists, but is no longer part of the live repo", unit.path))
            }
        }
    }
    let accounts = answer.accounts.iter().filter(|(_, one)| one.changes.changes() > 0);
    for (name, account) in accounts {
        let name = if name.is_empty() { "without a name" } else { name };
        ui.status("account", &format!("{name}: {}", counts(&account.changes)));
    }
    let summary = &answer.summary;
    if summary.stateful > 0 {
        let count = summary.stateful;
        ui.warning(&format!("{count} resources that hold data would be deleted or replaced"));
    }
    let (changes, units) = (summary.changes.changes() + summary.outputs, &summary.units);
    let detail = match summary.changes.changes() {
        0 => String::new(),
        _ => format!(": {}", counts(&summary.changes)),
    };
    let text = format!("{changes} changes in {} of {} units{detail}.", units.changed, units.total);
    ui.status("plan", &text);
    if units.after_upstream > 0 {
        let count = units.after_upstream;
        ui.status("later", &format!("{count} units can be planned after others are applied."));
    }
}

fn counts(counts: &Counts) -> String {
    let some = counts.entries().into_iter().filter(|(_, count)| *count > 0);
    some.map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
}

fn unit_text(unit: &UnitAnswer) -> String {
    let mut text = String::new();
    for change in &unit.changes {
        text.push_str(&change_text(change));
    }
    for output in &unit.outputs {
        let later = if output.unknown { " (known after apply)" } else { "" };
        text.push_str(&format!("  output {}{later}\n", output.name));
    }
    for (input, from) in unit.waits.iter().filter(|_| unit.has_changes()) {
        let from: Vec<String> =
            from.iter().map(|source| format!("{}: {}", source.unit, source.output)).collect();
        text.push_str(&format!("  input {input} waits for {}\n", from.join(", ")));
    }
    if let (Status::AfterUpstream, Some(reason)) = (unit.status, &unit.reason) {
        text.push_str(&format!("  after upstream: {reason}\n"));
    }
    text
}

fn change_text(change: &Change) -> String {
    let mut text = format!("  {} {}", change.action, change.address);
    if let Some(key) = &change.deposed {
        text.push_str(&format!(" (left by an earlier replacement: {key})"));
    }
    if let Some(from) = &change.previous_address {
        text.push_str(&format!(" (was {from})"));
    }
    if change.stateful {
        text.push_str(" (holds data!)");
    }
    text.push('\n');
    if matches!(change.action, "update" | "replace") {
        for line in differences(change) {
            text.push_str(&format!("    {line}\n"));
        }
    }
    text
}

/// Returns a line for each attribute that differs.
fn differences(change: &Change) -> Vec<String> {
    let nothing = serde_json::Map::new();
    let entries = |json: &'_ Json| json.as_object().cloned().unwrap_or_else(|| nothing.clone());
    let (before, after, unknown) =
        (entries(&change.before), entries(&change.after), entries(&change.after_unknown));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).chain(unknown.keys()).collect();
    names.sort();
    names.dedup();
    let mut lines = Vec::new();
    for name in names {
        let (old, new) = (before.get(name), after.get(name));
        let later = unknown.get(name).is_some_and(has_true);
        // An attribute of which a part is unknown is shown as what is known of it.
        let is_open = later && new.is_none_or(Json::is_null);
        let forces = change
            .replace_paths
            .iter()
            .any(|path| path.first().and_then(Json::as_str) == Some(name.as_str()));
        let is_same = old == new && !change.differs_masked.contains(name);
        if is_same && !later {
            continue;
        }
        let old = old.map_or_else(|| "null".to_owned(), shown);
        let new = match (is_open, new) {
            (true, _) => "(known after apply)".to_owned(),
            (false, new) => new.map_or_else(|| "null".to_owned(), shown),
        };
        // What a replacement makes anew says nothing about why, nor does nothing in the place of emptiness.
        if !forces && (change.action == "replace" && is_open || new == "null" && is_empty(&old)) {
            continue;
        }
        let mark = if forces { " (forces the replacement)" } else { "" };
        lines.push(format!("{name}: {old} -> {new}{mark}"));
    }
    lines
}

/// Tells whether a value is what providers put where nothing is set.
fn is_empty(shown: &str) -> bool {
    matches!(shown, "\"\"" | "{}" | "[]" | "0" | "false")
}

/// Returns a value as text of one line, cut where it is long.
fn shown(value: &Json) -> String {
    let text = value.to_string();
    if text.chars().count() <= WIDTH {
        return text;
    }
    let cut: String = text.chars().take(WIDTH).collect();
    format!("{cut}…")
}
