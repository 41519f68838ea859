//! What `plan --json` prints, read again, and compared with what another way of planning prints.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::schema;

/// A plan.
pub(super) struct Plan(Json);

impl Plan {
    /// Reads a plan, which must be as its schema says.
    pub(super) fn read(text: &str) -> Self {
        let json: Json = serde_json::from_str(text).unwrap();
        schema::check(&json);
        Self(json)
    }

    fn unit(&self, path: &str) -> &Json {
        let units = self.0["units"].as_array().unwrap();
        units.iter().find(|unit| unit["path"] == path).unwrap_or_else(|| panic!("{path}"))
    }

    /// Returns the paths of all units, sorted.
    pub(super) fn units(&self) -> Vec<&str> {
        let units = self.0["units"].as_array().unwrap();
        let mut paths: Vec<&str> =
            units.iter().map(|unit| unit["path"].as_str().unwrap()).collect();
        paths.sort_unstable();
        paths
    }

    pub(super) fn status(&self, unit: &str) -> &str {
        self.unit(unit)["status"].as_str().unwrap()
    }

    pub(super) fn reason(&self, unit: &str) -> &str {
        self.unit(unit)["reason"].as_str().unwrap_or_default()
    }

    pub(super) fn count(&self, kind: &str) -> u64 {
        self.0["summary"]["changes"][kind].as_u64().unwrap()
    }

    /// Returns where an input comes from.
    pub(super) fn waits(&self, unit: &str, input: &str) -> Vec<String> {
        let from = self.unit(unit)["waits"][input].as_array().unwrap();
        let text = |one: &Json| {
            format!("{}: {}", one["unit"].as_str().unwrap(), one["output"].as_str().unwrap())
        };
        from.iter().map(text).collect()
    }

    /// Returns what happens in a unit, sorted.
    pub(super) fn actions(&self, unit: &str) -> Vec<String> {
        let unit = self.unit(unit);
        let changes = unit["changes"].as_array().unwrap().iter().map(|change| {
            format!(
                "{} {}",
                change["action"].as_str().unwrap(),
                change["address"].as_str().unwrap()
            )
        });
        let outputs = unit["outputs"].as_array().unwrap().iter();
        let outputs = outputs.map(|one| format!("output {}", one["name"].as_str().unwrap()));
        let mut all: Vec<String> = changes.chain(outputs).collect();
        all.sort();
        all
    }

    /// Returns the changes of a unit by address.
    pub(super) fn changes(&self, unit: &str) -> BTreeMap<String, &Json> {
        let changes = self.unit(unit)["changes"].as_array().unwrap();
        changes
            .iter()
            .map(|change| (change["address"].as_str().unwrap().to_owned(), change))
            .collect()
    }

    /// Fails unless both plans have the same units with the same actions, and the same values wherever both know them.
    #[track_caller]
    pub(super) fn agrees_with(&self, other: &Self) {
        let own: Vec<&str> =
            self.units().into_iter().filter(|unit| self.status(unit) != "gone").collect();
        assert_eq!(
            own,
            other
                .units()
                .into_iter()
                .filter(|unit| other.status(unit) != "gone")
                .collect::<Vec<_>>()
        );
        for unit in own {
            self.agrees_in(unit, other);
            let (own, others) = (self.changes(unit), other.changes(unit));
            for (address, change) in own {
                let theirs = others[&address];
                assert_eq!(change["after_unknown"], theirs["after_unknown"], "{unit} {address}");
            }
        }
    }

    /// Fails unless both plans do the same in a unit, with the same values wherever both know them.
    #[track_caller]
    pub(super) fn agrees_in(&self, unit: &str, other: &Self) {
        assert_eq!(self.reason(unit), other.reason(unit), "{unit}");
        assert_eq!(self.actions(unit), other.actions(unit), "{unit}");
        let (own, others) = (self.changes(unit), other.changes(unit));
        for (address, change) in own {
            let theirs = others[&address];
            for key in ["actions", "before", "replace_paths", "previous_address", "importing"] {
                assert_eq!(change[key], theirs[key], "{unit} {address} {key}");
            }
            let open = |change: &Json, name: &str| has_true(&change["after_unknown"][name]);
            for (name, value) in change["after"].as_object().into_iter().flatten() {
                if !open(change, name) && !open(theirs, name) {
                    assert_eq!(value, &theirs["after"][name], "{unit} {address} {name}");
                }
            }
        }
    }
}

/// Tells whether any part is marked.
fn has_true(marks: &Json) -> bool {
    match marks {
        Json::Bool(truth) => *truth,
        Json::Array(items) => items.iter().any(has_true),
        Json::Object(entries) => entries.values().any(has_true),
        Json::Null | Json::Number(_) | Json::String(_) => false,
    }
}
