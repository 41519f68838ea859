//! What `landform plan --json` says.

use serde_json::Value as Json;

use super::binary::Answer;
use crate::Outcome;

/// Reads the plan that a command printed.
pub(super) fn plan(answer: &Answer) -> Outcome<Json> {
    serde_json::from_str(&answer.stdout)
        .map_err(|error| format!("the plan is no JSON: {error}\n{}", answer.stderr))
}

/// Returns the units of a plan with their paths.
pub(super) fn units(plan: &Json) -> impl Iterator<Item = (&str, &Json)> {
    let units = plan.get("units").and_then(Json::as_array).into_iter().flatten();
    units.map(|unit| (unit.get("path").and_then(Json::as_str).unwrap_or_default(), unit))
}

/// Returns the changes of a unit: what is done, and the address.
pub(super) fn changes(unit: &Json) -> impl Iterator<Item = (&str, &str)> {
    let changes = unit.get("changes").and_then(Json::as_array).into_iter().flatten();
    changes.filter_map(|change| {
        Some((change.get("action")?.as_str()?, change.get("address")?.as_str()?))
    })
}

/// Tells whether a unit was planned and nothing is to be done in it.
pub(super) fn is_idle(unit: &Json) -> bool {
    let outputs = unit.get("outputs").and_then(Json::as_array).is_some_and(|all| !all.is_empty());
    let planned = unit.get("status").and_then(Json::as_str) == Some("planned");
    planned && !outputs && changes(unit).next().is_none()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_units_and_their_changes() {
        let plan = json!({"units": [
            {"path": "a", "status": "planned", "changes": [{"action": "create", "address": "aws_x.y"}], "outputs": []},
            {"path": "b", "status": "planned", "changes": [], "outputs": []},
            {"path": "c", "status": "after_upstream", "changes": [], "outputs": []},
            {"path": "d", "status": "planned", "changes": [], "outputs": [{"name": "x"}]},
        ]});
        let idle: Vec<_> = units(&plan).map(|(path, unit)| (path, is_idle(unit))).collect();
        assert_eq!(idle, [("a", false), ("b", true), ("c", false), ("d", false)]);
        let first = units(&plan).next().unwrap().1;
        assert_eq!(changes(first).collect::<Vec<_>>(), [("create", "aws_x.y")]);
    }
}
