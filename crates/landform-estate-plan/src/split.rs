//! The plan of the root, split back into what it means for each unit.

use std::collections::{BTreeMap, BTreeSet};

use landform_plan::{Action, ResourceChange, ShownPlan, has_true};
use serde_json::Value as Json;

use crate::piece::Piece;
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
    let inside = |address: &str| {
        let rest = address.strip_prefix(&whole).unwrap_or(address);
        rest.strip_prefix('.').unwrap_or(rest).to_owned()
    };
    change.address = inside(&change.address);
    change.previous_address = change.previous_address.as_deref().map(inside);
    change.module_address =
        change.module_address.as_deref().map(inside).filter(|address| !address.is_empty());
    if piece.mentions_folder {
        let folder = piece.source.trim_start_matches("./");
        put_back(&mut change.before, folder);
        put_back(&mut change.after, folder);
        // Only the name of the folder made it a change.
        let is_same = change.before == change.after && !has_true(&change.after_unknown);
        if change.actions == ["update"] && is_same {
            change.actions = vec!["no-op".to_owned()];
        }
    }
    change
}

/// Puts the engine's own folder in the place of the folder that the unit has in the root.
fn put_back(json: &mut Json, folder: &str) {
    match json {
        Json::String(text) => {
            if let Some(rest) = text.strip_prefix(folder)
                && (rest.is_empty() || rest.starts_with('/'))
            {
                *text = format!(".{rest}");
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| put_back(item, folder)),
        Json::Object(entries) => {
            entries.iter_mut().for_each(|(_, item)| put_back(item, folder));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
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
