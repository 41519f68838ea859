//! Two plans of the same units, compared: which actions, and which known values.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use landform_plan::{Hiding, SavedChange, SavedPlan, SavedStatus, ShownPlan};
use serde_json::Value as Json;

use super::answer::units;
use crate::{Outcome, failed};

/// What is planned, by unit and address.
pub(super) type Plans = BTreeMap<String, UnitPlan>;

/// What is planned in a unit, by address.
pub(super) type UnitPlan = BTreeMap<String, Change>;

/// What is planned for a resource.
#[derive(Clone, Debug)]
pub(super) struct Change {
    actions: Vec<String>,
    after: Json,
    after_unknown: Json,
}

/// What a comparison found.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// The changes that either side plans.
    pub(super) changes: usize,
    /// The values that both sides know.
    pub(super) values: usize,
    /// The values that both sides know and that differ.
    pub(super) unequal: Vec<String>,
    /// The changes that are planned on one side only, or with other actions.
    pub(super) actions: Vec<String>,
    /// The values that one side alone knows.
    pub(super) known_once: Vec<String>,
}

impl Comparison {
    /// Returns the share of the values that both sides know which are equal, in per cent.
    #[expect(clippy::cast_precision_loss, reason = "numbers of values are far below 2^52")]
    pub(super) fn share(&self) -> f64 {
        let equal = self.values.saturating_sub(self.unequal.len());
        if self.values == 0 { 0.0 } else { equal as f64 * 100.0 / self.values as f64 }
    }
}

/// Reads a saved plan; returns it with its changes. Every unit must be planned.
pub(super) fn saved(file: &Path) -> Outcome<(SavedPlan, Plans)> {
    let text = std::fs::read(file).map_err(|error| failed(file, &error))?;
    let plan = SavedPlan::read(&text).map_err(|error| format!("`{}`: {error}", file.display()))?;
    let open = plan.units.iter().find(|(_, unit)| unit.status != SavedStatus::Planned);
    if let Some((path, unit)) = open {
        let reason = unit.reason.as_deref().unwrap_or("no reason given");
        return Err(format!("`{path}` is not planned: {reason}"));
    }
    let plans = plan
        .units
        .iter()
        .map(|(path, unit)| (path.clone(), busy(unit.changes.iter().cloned().map(of_saved))))
        .collect();
    Ok((plan, plans))
}

/// Returns what a plan says that was printed as JSON, of the units that are planned; secrets are one and the same word in it.
pub(super) fn printed(plan: &Json) -> Plans {
    let planned = units(plan)
        .filter(|(_, unit)| unit.get("status").and_then(Json::as_str) == Some("planned"));
    planned
        .map(|(path, unit)| {
            let changes = unit.get("changes").and_then(Json::as_array).into_iter().flatten();
            let part = |change: &Json, name: &str| change.get(name).cloned().unwrap_or_default();
            let changes = changes.filter_map(|change| {
                let actions = part(change, "actions");
                let actions = actions.as_array().into_iter().flatten().filter_map(Json::as_str);
                let deposed = change.get("deposed").and_then(Json::as_str);
                let change_of = Change {
                    actions: actions.map(str::to_owned).collect(),
                    after: part(change, "after"),
                    after_unknown: part(change, "after_unknown"),
                };
                Some((key(change.get("address")?.as_str()?, deposed), change_of))
            });
            (path.to_owned(), busy(changes))
        })
        .collect()
}

/// Returns the changes of one unit as an engine shows them, with secrets hidden in the same way as in a saved plan.
pub(super) fn shown(text: &str, hiding: &Hiding) -> Outcome<UnitPlan> {
    let plan = ShownPlan::read(text.as_bytes()).map_err(|error| error.to_string())?;
    let changes = plan.resource_changes.iter().map(|change| SavedChange::of(change, hiding));
    Ok(busy(changes.map(of_saved)))
}

fn of_saved(change: SavedChange) -> (String, Change) {
    let key = key(&change.address, change.deposed.as_deref());
    let SavedChange { actions, after, after_unknown, .. } = change;
    (key, Change { actions, after, after_unknown })
}

fn key(address: &str, deposed: Option<&str>) -> String {
    deposed.map_or_else(|| address.to_owned(), |key| format!("{address} deposed {key}"))
}

/// Leaves out what does not change, and what is only read.
fn busy(changes: impl Iterator<Item = (String, Change)>) -> UnitPlan {
    let idle = |change: &Change| {
        change.actions.iter().all(|action| ["no-op", "read"].contains(&action.as_str()))
    };
    changes.filter(|(_, change)| !idle(change)).collect()
}

/// Compares two sides.
pub(super) fn compare(own: &Plans, other: &Plans) -> Comparison {
    let mut found = Comparison::default();
    let nothing = BTreeMap::new();
    let units: BTreeSet<&String> = own.keys().chain(other.keys()).collect();
    for unit in units {
        let sides = [own, other].map(|side| side.get(unit).unwrap_or(&nothing));
        let [one, two] = sides;
        let addresses: BTreeSet<&String> = one.keys().chain(two.keys()).collect();
        for address in addresses {
            found.changes += 1;
            match (one.get(address), two.get(address)) {
                (Some(one), Some(two)) => {
                    compare_change(&format!("{unit}: {address}"), one, two, &mut found);
                }
                (None, _) => {
                    found.actions.push(format!("{unit}: {address}: only on the other side"))
                }
                (_, None) => found.actions.push(format!("{unit}: {address}: only on our side")),
            }
        }
    }
    found
}

fn compare_change(at: &str, one: &Change, two: &Change, found: &mut Comparison) {
    if one.actions != two.actions {
        found.actions.push(format!("{at}: {:?} and {:?}", one.actions, two.actions));
    }
    let [one, two] = [one, two].map(|side| {
        let mut leaves = BTreeMap::new();
        flatten("", &side.after, &side.after_unknown, &mut leaves);
        leaves
    });
    let paths: BTreeSet<&String> = one.keys().chain(two.keys()).collect();
    for path in paths {
        match (one.get(path), two.get(path)) {
            (Some(one), Some(two)) => {
                found.values += 1;
                if one != two {
                    found.unequal.push(format!("{at}: {path}: {one} and {two}"));
                }
            }
            _ => found.known_once.push(format!("{at}: {path}")),
        }
    }
}

/// Collects the known values by path. A list with anything unknown inside is taken apart; what is null counts as a value.
fn flatten(path: &str, value: &Json, unknown: &Json, leaves: &mut BTreeMap<String, Json>) {
    if unknown == &Json::Bool(true) {
        return;
    }
    match value {
        Json::Object(entries) if !entries.is_empty() => {
            for (name, value) in entries {
                let below = unknown.get(name).unwrap_or(&Json::Null);
                flatten(&format!("{path}.{name}"), value, below, leaves);
            }
        }
        Json::Array(items) if !items.is_empty() => {
            for (number, value) in items.iter().enumerate() {
                let below = unknown.get(number).unwrap_or(&Json::Null);
                flatten(&format!("{path}[{number}]"), value, below, leaves);
            }
        }
        Json::Null
        | Json::Bool(_)
        | Json::Number(_)
        | Json::String(_)
        | Json::Array(_)
        | Json::Object(_) => {
            leaves.insert(path.to_owned(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plans(changes: &[(&str, Json, Json)]) -> Plans {
        let changes: Vec<Json> = changes
            .iter()
            .map(|(address, after, unknown)| {
                json!({
                    "address": address, "mode": "managed", "type": "aws_x", "name": "x",
                    "provider_name": "registry.terraform.io/hashicorp/aws",
                    "change": {"actions": ["create"], "before": null, "after": after, "after_unknown": unknown,
                               "before_sensitive": false, "after_sensitive": {}},
                })
            })
            .collect();
        let text = json!({"format_version": "1.2", "resource_changes": changes}).to_string();
        let shown = shown(&text, &Hiding::new(vec![1])).unwrap();
        Plans::from([("unit".to_owned(), shown)])
    }

    #[test]
    fn counts_what_both_know_and_names_what_differs() {
        let one = plans(&[
            ("aws_x.a", json!({"name": "a", "list": [1, {"b": 2}]}), json!({"id": true})),
            ("aws_x.b", json!({}), json!({})),
        ]);
        let two = plans(&[(
            "aws_x.a",
            json!({"name": "b", "list": [1, {}]}),
            json!({"id": true, "list": [false, {"b": true}]}),
        )]);
        let found = compare(&one, &two);
        assert_eq!((found.changes, found.values), (2, 2));
        assert_eq!(found.unequal, [r#"unit: aws_x.a: .name: "a" and "b""#]);
        assert_eq!(found.actions, ["unit: aws_x.b: only on our side"]);
        assert!((found.share() - 50.0).abs() < f64::EPSILON);
        let same = compare(&one, &one);
        assert_eq!(
            (same.unequal.len() + same.actions.len() + same.known_once.len(), same.values),
            (0, 4)
        );
    }
}
