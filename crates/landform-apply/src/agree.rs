//! Whether a fresh plan of a unit does what was reviewed, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use landform_plan::{Action, SENSITIVE, SavedChange, SavedStatus, SavedUnit, has_true, is_hidden};
use serde_json::Value as Json;

/// How much a fresh plan may lack of what was reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leeway {
    /// Nothing, except what an unknown value made look like a change.
    None,
    /// What has been done already, by the same run before it was cut short.
    Done,
}

/// One thing in which a fresh plan is not the reviewed one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The address of the resource instance.
    pub address: String,
    /// The path of the value, such as `tags.Name`; empty if the whole instance is meant.
    pub path: String,
    /// What was reviewed.
    pub reviewed: String,
    /// What the fresh plan has.
    pub fresh: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, path, reviewed, fresh } = self;
        let dot = if path.is_empty() { "" } else { " " };
        write!(f, "{address}{dot}{path}: reviewed {reviewed}, now {fresh}")
    }
}

/// Compares the changes of a unit as they were reviewed with those of a fresh plan; empty if they agree.
///
/// A value that was unknown may become known. Everything else must be the same: which instances change, what happens
/// to them, and every known value. Sensitive values are compared by what they are hidden behind.
pub fn agree(reviewed: &[SavedChange], fresh: &[SavedChange], leeway: Leeway) -> Vec<Difference> {
    let (reviewed, fresh) = (changes(reviewed), changes(fresh));
    let all: BTreeSet<_> = reviewed.keys().chain(fresh.keys()).copied().collect();
    let mut found = BTreeSet::new();
    for key in all {
        match (reviewed.get(&key), fresh.get(&key)) {
            (Some(old), Some(new)) => Pair { old, new, leeway }.compare(&mut found),
            (Some(old), None) if may_be_gone(old, leeway) => {}
            (Some(old), None) => {
                found.insert(whole(old, old.action.name(), Action::Noop.name()));
            }
            (None, Some(new)) if leeway == Leeway::Done && is_rest(new, &reviewed) => {}
            (None, Some(new)) => {
                found.insert(whole(new, Action::Noop.name(), new.action.name()));
            }
            (None, None) => {}
        }
    }
    found.into_iter().collect()
}

/// Compares what is to be destroyed with the fresh plan of that: nothing else may happen, and what is gone already is fine.
pub(crate) fn agree_to_destroy(reviewed: &[SavedChange], fresh: &[SavedChange]) -> Vec<Difference> {
    let known: BTreeSet<&str> = reviewed.iter().map(|one| one.address.as_str()).collect();
    let is_agreed = |one: &SavedChange| {
        matches!(one.action, Action::Delete | Action::Forget)
            && known.contains(one.address.as_str())
    };
    let others = fresh.iter().filter(|one| is_change(one) && !is_agreed(one));
    let reviewed = |one: &SavedChange| match known.contains(one.address.as_str()) {
        true => Action::Delete.name(),
        false => Action::Noop.name(),
    };
    others.map(|one| whole(one, reviewed(one), one.action.name())).collect()
}

/// An instance: its address, and the key of the object if it was left by an earlier replacement.
type Key<'a> = (&'a str, Option<&'a str>);

fn changes(all: &[SavedChange]) -> BTreeMap<Key<'_>, &SavedChange> {
    all.iter()
        .filter(|one| is_change(one))
        .map(|one| ((one.address.as_str(), one.deposed.as_deref()), one))
        .collect()
}

/// Tells whether anything happens; what is only read while applying does not count.
pub fn is_change(change: &SavedChange) -> bool {
    !matches!(change.action, Action::Noop | Action::Read)
}

/// Tells whether a reviewed unit has anything to be done.
pub fn is_to_do(unit: &SavedUnit) -> bool {
    unit.status != SavedStatus::Planned
        || !unit.outputs.is_empty()
        || unit.changes.iter().any(is_change)
}

fn whole(change: &SavedChange, reviewed: &str, fresh: &str) -> Difference {
    Difference {
        address: change.address.clone(),
        path: String::new(),
        reviewed: format!("`{reviewed}`"),
        fresh: format!("`{fresh}`"),
    }
}

/// Tells whether a reviewed change may be absent: it was made already, or unknown values made it up.
fn may_be_gone(old: &SavedChange, leeway: Leeway) -> bool {
    let only_unknown = || match old.action {
        Action::Update => has_true(&old.after_unknown) && is_same_but_unknown(old),
        Action::Replace => rests_on_unknown(old),
        Action::Create
        | Action::Delete
        | Action::Move
        | Action::Import
        | Action::Forget
        | Action::Read
        | Action::Noop => false,
    };
    leeway == Leeway::Done || only_unknown()
}

/// Tells whether everything that is known of an update is as it was before.
fn is_same_but_unknown(old: &SavedChange) -> bool {
    let mut found = BTreeSet::new();
    let open = Open { address: "", found: &mut found };
    open.compare(&mut Vec::new(), &old.after, &old.after_unknown, &old.before, &Json::Null);
    found.is_empty()
}

/// Tells whether a replacement was planned only because values were unknown.
fn rests_on_unknown(old: &SavedChange) -> bool {
    !old.replace_paths.is_empty()
        && old.replace_paths.iter().all(|path| {
            let mut unknown = &old.after_unknown;
            for step in path {
                let next = match step {
                    Json::String(name) => unknown.get(name.as_str()),
                    Json::Number(at) => {
                        at.as_u64().and_then(|at| unknown.get(usize::try_from(at).ok()?))
                    }
                    Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
                };
                match next {
                    Some(next) => unknown = next,
                    None => break,
                }
            }
            has_true(unknown)
        })
}

/// Tells whether a change that nobody reviewed is the rest of a replacement that was cut short.
fn is_rest(new: &SavedChange, reviewed: &BTreeMap<Key<'_>, &SavedChange>) -> bool {
    let old = reviewed.get(&(new.address.as_str(), None));
    new.deposed.is_some()
        && new.action == Action::Delete
        && old.is_some_and(|old| old.action == Action::Replace)
}

/// A change as it was reviewed, and as it is now.
struct Pair<'a> {
    old: &'a SavedChange,
    new: &'a SavedChange,
    leeway: Leeway,
}

impl Pair<'_> {
    fn compare(&self, found: &mut BTreeSet<Difference>) {
        let Self { old, new, .. } = self;
        if !self.actions_agree() {
            found.insert(whole(old, old.action.name(), new.action.name()));
            return;
        }
        // Made before and taken into the state as it is: the cloud gives values where nothing was asked for, and texts
        // in its own form.
        if new.action == Action::Import && old.action != Action::Import {
            return;
        }
        if old.previous_address != new.previous_address {
            let name = |one: &Option<String>| format!("`{}`", one.as_deref().unwrap_or("nowhere"));
            found.insert(Difference {
                address: old.address.clone(),
                path: "(moved from)".to_owned(),
                reviewed: name(&old.previous_address),
                fresh: name(&new.previous_address),
            });
        }
        for path in new.replace_paths.iter().filter(|path| !old.replace_paths.contains(path)) {
            if old.action == Action::Replace && self.leeway == Leeway::None {
                found.insert(Difference {
                    address: old.address.clone(),
                    path: shown_path(path),
                    reviewed: "no reason to replace".to_owned(),
                    fresh: "forces replacement".to_owned(),
                });
            }
        }
        let open = Open { address: &old.address, found };
        let unknown = (&old.after_unknown, &new.after_unknown);
        open.compare(&mut Vec::new(), &old.after, unknown.0, &new.after, unknown.1);
    }

    fn actions_agree(&self) -> bool {
        let Self { old, new, leeway } = self;
        if old.actions == new.actions {
            return true;
        }
        match (old.action, new.action) {
            // Unknown values, once known, left less to do.
            (Action::Replace, Action::Update) => rests_on_unknown(old),
            // The old object is gone, or a half-made one is made anew.
            (Action::Replace, Action::Create) | (Action::Create, Action::Replace) => {
                *leeway == Leeway::Done
            }
            // It was made before, and is only taken into the state.
            (Action::Create | Action::Replace, Action::Import) => *leeway == Leeway::Done,
            _ => false,
        }
    }
}

/// The comparison of values, and where differences go.
struct Open<'a> {
    address: &'a str,
    found: &'a mut BTreeSet<Difference>,
}

impl Open<'_> {
    fn compare(
        mut self,
        path: &mut Vec<String>,
        old: &Json,
        old_unknown: &Json,
        new: &Json,
        new_unknown: &Json,
    ) {
        self.walk(path, (old, old_unknown), (new, new_unknown));
    }

    fn walk(&mut self, path: &mut Vec<String>, old: (&Json, &Json), new: (&Json, &Json)) {
        if *old.1 == Json::Bool(true) {
            return;
        }
        match (old.0, new.0) {
            (Json::Object(left), Json::Object(right)) if !is_hidden(old.0) && !is_hidden(new.0) => {
                let names: BTreeSet<&String> = left
                    .keys()
                    .chain(right.keys())
                    .chain(old.1.as_object().into_iter().flat_map(|all| all.keys()))
                    .chain(new.1.as_object().into_iter().flat_map(|all| all.keys()))
                    .collect();
                for name in names {
                    path.push(name.clone());
                    let part = |side: (&Json, &Json)| {
                        let at = |json: &Json| json.get(name.as_str()).cloned();
                        (at(side.0).unwrap_or_default(), at(side.1).unwrap_or(Json::Bool(false)))
                    };
                    let (a, b) = (part((old.0, old.1)), part((new.0, new.1)));
                    self.walk(path, (&a.0, &a.1), (&b.0, &b.1));
                    path.pop();
                }
            }
            (Json::Array(left), Json::Array(right)) => {
                self.lists(path, (left, old.1), (right, new.1));
            }
            _ if *new.1 != Json::Bool(true) && old.0 == new.0 => {}
            _ => self.differ(path, old.0, new),
        }
    }

    fn lists(
        &mut self,
        path: &mut Vec<String>,
        (left, left_unknown): (&[Json], &Json),
        (right, right_unknown): (&[Json], &Json),
    ) {
        const KNOWN: Json = Json::Bool(false);
        let sides = |at: usize| {
            let of = |items: &[Json], marks: &Json| {
                (items.get(at).cloned().unwrap_or_default(), marks.get(at).cloned())
            };
            (of(left, left_unknown), of(right, right_unknown))
        };
        let is_open = has_true(left_unknown);
        if left.len() == right.len() && !is_open {
            for at in 0..left.len() {
                let ((a, a_open), (b, b_open)) = sides(at);
                path.push(at.to_string());
                let open = (&a_open.unwrap_or(KNOWN), &b_open.unwrap_or(KNOWN));
                self.walk(path, (&a, open.0), (&b, open.1));
                path.pop();
            }
            return;
        }
        // A set is in another order once all of it is known, and equal members fall together.
        let length = left.len().max(left_unknown.as_array().map_or(0, Vec::len));
        let mut free: Vec<(Json, Json)> = (0..length)
            .map(|at| sides(at).0)
            .map(|(value, open)| (value, open.unwrap_or(KNOWN)))
            .collect();
        // What is wholly known is matched first: what is unknown fits everything.
        free.sort_by_key(|(_, open)| has_true(open));
        let mut fits = is_open && right.len() <= length;
        for at in 0..right.len() {
            let (_, (value, open)) = sides(at);
            let open = open.unwrap_or(KNOWN);
            let found = free.iter().position(|(old, old_open)| {
                let mut own = BTreeSet::new();
                let inner = Open { address: "", found: &mut own };
                inner.compare(&mut Vec::new(), old, old_open, &value, &open);
                own.is_empty()
            });
            match found {
                Some(at) => drop(free.remove(at)),
                None => fits = false,
            }
        }
        let is_lost = free.iter().any(|(_, open)| !has_true(open));
        if !fits || is_lost {
            let (old, new) = (Json::from(left.to_vec()), Json::from(right.to_vec()));
            self.differ(path, &old, (&new, right_unknown));
        }
    }

    fn differ(&mut self, path: &[String], old: &Json, (new, new_unknown): (&Json, &Json)) {
        let fresh = if *new_unknown == Json::Bool(true) {
            "known only after apply".to_owned()
        } else {
            shown(new)
        };
        self.found.insert(Difference {
            address: self.address.to_owned(),
            path: path.join("."),
            reviewed: shown(old),
            fresh,
        });
    }
}

fn shown_path(path: &[Json]) -> String {
    let steps =
        path.iter().map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned));
    steps.collect::<Vec<_>>().join(".")
}

/// The most characters of a value that a message shows.
const LONGEST: usize = 120;

/// Returns a value as a message shows it: short, and without what is hidden.
fn shown(value: &Json) -> String {
    let text = without_hidden(value).to_string();
    if text.chars().count() <= LONGEST {
        return format!("`{text}`");
    }
    format!("`{}…`", text.chars().take(LONGEST).collect::<String>())
}

fn without_hidden(value: &Json) -> Json {
    match value {
        hidden if is_hidden(hidden) => SENSITIVE.into(),
        Json::Object(entries) => {
            entries.iter().map(|(key, one)| (key.clone(), without_hidden(one))).collect()
        }
        Json::Array(items) => items.iter().map(without_hidden).collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests;
