//! The plan of the root, split back into what it means for each unit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use landform_plan::{Action, ResourceChange, ShownPlan, has_true};
use serde_json::Value as Json;

use crate::piece::{Piece, relative};
use crate::plan::UnitPlan;
use crate::root::Outputs;

/// Returns the plan of each unit.
pub(crate) fn split(
    pieces: &BTreeMap<String, Piece>,
    shown: ShownPlan,
    outputs: &Outputs,
) -> BTreeMap<String, UnitPlan> {
    let mut units: BTreeMap<String, UnitPlan> =
        pieces.keys().map(|path| (path.clone(), UnitPlan::default())).collect();
    let paths: BTreeMap<&str, (&String, &Piece)> =
        pieces.iter().map(|(path, piece)| (piece.module.as_str(), (path, piece))).collect();
    for change in shown.resource_changes {
        let module = change.address.strip_prefix("module.").and_then(|rest| rest.split_once('.'));
        let Some((path, piece)) = module.and_then(|(module, _)| paths.get(module)) else {
            continue;
        };
        let change = inner(change, piece);
        if change.action() != Action::Noop
            && let Some(unit) = units.get_mut(*path)
        {
            unit.changes.push(change);
        }
    }
    let mut unknown = BTreeSet::new();
    for (name, change) in shown.output_changes {
        let Some((path, output)) = outputs.get(&name) else { continue };
        if change.is_unknown() {
            unknown.insert((path.clone(), output.clone()));
        }
        if change.is_change()
            && let Some(unit) = units.get_mut(path)
        {
            unit.outputs.insert(output.clone(), change);
        }
    }
    for (path, unit) in &mut units {
        unit.changes.sort_by(|a, b| (&a.address, &a.deposed).cmp(&(&b.address, &b.deposed)));
        if let Some(piece) = pieces.get(path) {
            unit.waits = waits(piece, &unknown);
        }
    }
    units
}

/// Returns a change as the unit's own engine run would have it.
fn inner(mut change: ResourceChange, piece: &Piece) -> ResourceChange {
    let whole = format!("module.{}", piece.module);
    change.address = inside(&whole, &change.address);
    change.previous_address = change.previous_address.map(|one| inside(&whole, &one));
    let module = change.module_address.map(|one| inside(&whole, &one));
    change.module_address = module.filter(|address| !address.is_empty());
    if piece.mentions_folder {
        let places = places(piece);
        put_back(&mut change.before, &places);
        put_back(&mut change.after, &places);
        // Only the name of the folder made it a change.
        let is_same = change.before == change.after && !has_true(&change.after_unknown);
        if change.actions == ["update"] && is_same {
            change.actions = vec!["no-op".to_owned()];
        }
    }
    change
}

/// Returns an address without the module of the unit.
fn inside(whole: &str, address: &str) -> String {
    let rest = address.strip_prefix(whole).unwrap_or(address);
    rest.strip_prefix('.').unwrap_or(rest).to_owned()
}

/// Returns the folders of a piece's modules in the root, the longest first, and what a run of its own calls them.
fn places(piece: &Piece) -> Vec<(String, String)> {
    let unit = Path::new(piece.source.trim_start_matches("./"));
    let own = std::iter::once((unit.display().to_string(), ".".to_owned()));
    let below = piece.installed.iter().flatten().map(|one| {
        (one.folder.display().to_string(), relative(unit, &one.folder).display().to_string())
    });
    let mut all: Vec<(String, String)> = own.chain(below).collect();
    all.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.len()));
    all
}

/// Puts the names of folders that a run of the unit's own has in the place of those in the root.
fn put_back(json: &mut Json, places: &[(String, String)]) {
    match json {
        Json::String(text) => {
            for (folder, own) in places {
                if text.contains(folder) {
                    *text = replaced(text, folder, own);
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| put_back(item, places)),
        Json::Object(entries) => {
            entries.iter_mut().for_each(|(_, item)| put_back(item, places));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// Replaces a folder where it is not a part of a longer name.
fn replaced(text: &str, folder: &str, own: &str) -> String {
    let is_part = |one: char| one.is_ascii_alphanumeric() || one == '_' || one == '-';
    let mut made = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices(folder) {
        let behind = text.get(at + folder.len()..).and_then(|rest| rest.chars().next());
        let before = text.get(..at).and_then(|rest| rest.chars().next_back());
        if behind.is_some_and(is_part) || before.is_some_and(is_part) {
            continue;
        }
        made.push_str(text.get(from..at).unwrap_or_default());
        made.push_str(own);
        from = at + folder.len();
    }
    made.push_str(text.get(from..).unwrap_or_default());
    made
}

/// Returns the inputs of a piece that come from unknown outputs.
fn waits(
    piece: &Piece,
    unknown: &BTreeSet<(String, String)>,
) -> BTreeMap<String, Vec<(String, String)>> {
    let mut waits = BTreeMap::new();
    for (name, input) in &piece.inputs {
        let mut from = BTreeSet::new();
        for (label, output) in &input.reads {
            let Some(target) = piece.targets.get(label) else { continue };
            let of_target = unknown
                .iter()
                .filter(|(path, own)| path == target && (output.is_empty() || own == output));
            from.extend(of_target.cloned());
        }
        if !from.is_empty() {
            waits.insert(name.clone(), from.into_iter().collect());
        }
    }
    waits
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn folders_of_the_root_show_as_those_of_the_unit() {
        let places = [("units/u/child", "child"), ("units/u", ".")];
        let places = places.map(|(folder, own)| (folder.to_owned(), own.to_owned()));
        for (value, shown) in [
            (json!({"a": ["units/u/x", 1]}), json!({"a": ["./x", 1]})),
            (json!("units/u/child/x units/u"), json!("child/x .")),
            (json!("units/u2 units/u-x xunits/u"), json!("units/u2 units/u-x xunits/u")),
            (json!("units/u/childish"), json!("./childish")),
        ] {
            let mut made = value.clone();
            put_back(&mut made, &places);
            assert_eq!(made, shown, "{value}");
        }
    }
}
