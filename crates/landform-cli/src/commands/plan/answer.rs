//! A plan as programs read it: per unit, per account and in all. docs/plan-json.md describes it.

use std::collections::BTreeMap;

use landform_estate_plan::{Counts, Outcome, UnitPlan, is_stateful};
use landform_plan::{Mode, ResourceChange, SENSITIVE, masked};
use landform_terragrunt::Unit;
use serde::Serialize;
use serde_json::Value as Json;

use super::run::{PlannedEstate, Run};

/// The version of the format: the second number grows with additions, the first with everything else.
pub(super) const FORMAT: &str = "1.0";

/// The whole plan.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    format_version: &'static str,
    landform_version: &'static str,
    engine: String,
    cloud: &'static str,
    pub(super) summary: Summary,
    pub(super) accounts: BTreeMap<String, Account>,
    /// Units that delete or replace what holds data come first.
    pub(super) units: Vec<UnitAnswer>,
}

/// The figures in all.
#[derive(Debug, Default, Serialize)]
pub(super) struct Summary {
    pub(super) changes: Counts,
    /// Resources that hold data and are deleted or replaced.
    pub(super) stateful: usize,
    pub(super) outputs: usize,
    pub(super) units: UnitCounts,
}

/// How many units there are of each status.
#[derive(Debug, Default, Serialize)]
pub(super) struct UnitCounts {
    pub(super) total: usize,
    pub(super) changed: usize,
    pub(super) after_upstream: usize,
    pub(super) failed: usize,
    pub(super) gone: usize,
}

/// The figures of an account.
#[derive(Debug, Default, Serialize)]
pub(super) struct Account {
    pub(super) units: usize,
    pub(super) changes: Counts,
    pub(super) stateful: usize,
}

/// How far the plan of a unit went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Planned,
    AfterUpstream,
    Failed,
    Gone,
}

/// What becomes of a unit.
#[derive(Debug, Serialize)]
pub(super) struct UnitAnswer {
    pub(super) path: String,
    account: Option<String>,
    account_id: Option<String>,
    region: Option<String>,
    module: Option<String>,
    pub(super) status: Status,
    pub(super) reason: Option<String>,
    pub(super) counts: Counts,
    pub(super) stateful: usize,
    pub(super) changes: Vec<Change>,
    pub(super) outputs: Vec<Output>,
    /// Inputs that are known only after other units are applied.
    pub(super) waits: BTreeMap<String, Vec<Source>>,
}

/// An output of another unit.
#[derive(Debug, Serialize)]
pub(super) struct Source {
    pub(super) unit: String,
    pub(super) output: String,
}

/// An output that changes.
#[derive(Debug, Serialize)]
pub(super) struct Output {
    pub(super) name: String,
    actions: Vec<String>,
    pub(super) unknown: bool,
}

/// What becomes of a resource; sensitive values are masked.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    pub(super) address: String,
    pub(super) previous_address: Option<String>,
    mode: Mode,
    #[serde(rename = "type")]
    type_name: String,
    provider: String,
    pub(super) deposed: Option<String>,
    pub(super) action: &'static str,
    actions: Vec<String>,
    action_reason: Option<String>,
    /// Whether something that holds data is deleted or replaced.
    pub(super) stateful: bool,
    pub(super) replace_paths: Vec<Vec<Json>>,
    importing: Option<Json>,
    pub(super) before: Json,
    pub(super) after: Json,
    pub(super) after_unknown: Json,
    /// The attributes of which masked parts differ.
    #[serde(skip)]
    pub(super) differs_masked: Vec<String>,
}

impl Answer {
    /// Returns the plan of the units that were asked for.
    pub(super) fn of(run: &Run<'_>, planned: &PlannedEstate) -> Self {
        let mut units: Vec<UnitAnswer> = Vec::new();
        for (path, outcome) in &planned.plan.units {
            if run.units.contains(path) {
                let unit = run.estate.units.get(&path.as_str().into());
                let is_faulty = planned.plan.is_faulty(path);
                units.push(UnitAnswer::of(path, unit, outcome, is_faulty));
            }
        }
        let gone = planned.gone.iter().map(|path| UnitAnswer {
            status: Status::Gone,
            reason: Some("it exists, but is no longer part of the live repo".to_owned()),
            ..UnitAnswer::blank(path, None)
        });
        units.extend(gone);
        units.sort_by(|a, b| (a.stateful == 0, &a.path).cmp(&(b.stateful == 0, &b.path)));
        let mut summary = Summary::default();
        let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
        for unit in &units {
            summary.add(unit);
            let account = accounts.entry(unit.account.clone().unwrap_or_default()).or_default();
            account.units += 1;
            account.changes += unit.counts;
            account.stateful += unit.stateful;
        }
        Self {
            format_version: FORMAT,
            landform_version: env!("CARGO_PKG_VERSION"),
            engine: format!("{} {}", run.engine.kind.name(), run.engine.version),
            cloud: run.cloud.kind.name(),
            summary,
            accounts,
            units,
        }
    }

    /// Tells whether anything is to be done.
    pub(super) fn has_changes(&self) -> bool {
        let units = &self.summary.units;
        units.changed + units.after_upstream + units.gone > 0
    }
}

impl Summary {
    fn add(&mut self, unit: &UnitAnswer) {
        self.changes += unit.counts;
        self.stateful += unit.stateful;
        self.outputs += unit.outputs.len();
        self.units.total += 1;
        self.units.changed += usize::from(unit.has_changes());
        match unit.status {
            Status::Planned => {}
            Status::AfterUpstream => self.units.after_upstream += 1,
            Status::Failed => self.units.failed += 1,
            Status::Gone => self.units.gone += 1,
        }
    }
}

impl UnitAnswer {
    fn blank(path: &str, unit: Option<&Unit>) -> Self {
        Self {
            path: path.to_owned(),
            account: unit.and_then(|unit| unit.account.clone()),
            account_id: unit.and_then(|unit| unit.account_id.clone()),
            region: unit.and_then(|unit| unit.region.clone()),
            module: unit.and_then(Unit::module_name).map(str::to_owned),
            status: Status::Planned,
            reason: None,
            counts: Counts::default(),
            stateful: 0,
            changes: Vec::new(),
            outputs: Vec::new(),
            waits: BTreeMap::new(),
        }
    }

    fn of(path: &str, unit: Option<&Unit>, outcome: &Outcome, is_faulty: bool) -> Self {
        let blank = Self::blank(path, unit);
        let (status, reason) = match outcome {
            Outcome::Planned(plan) => return blank.with(plan),
            Outcome::AfterUpstream(reason) => (Status::AfterUpstream, reason.clone()),
            Outcome::Failed(reason) => (Status::Failed, reason.clone()),
            Outcome::Needs(other) if is_faulty => (Status::Failed, format!("it needs {other}")),
            Outcome::Needs(other) => (Status::AfterUpstream, format!("it needs {other}")),
        };
        Self { status, reason: Some(reason), ..blank }
    }

    fn with(self, plan: &UnitPlan) -> Self {
        let mut changes: Vec<Change> = plan.changes.iter().map(Change::of).collect();
        changes.sort_by_key(|change| !change.stateful);
        let source = |(unit, output): &(String, String)| Source {
            unit: unit.clone(),
            output: output.clone(),
        };
        let waits = plan.waits.iter();
        let outputs = plan.outputs.iter().map(|(name, change)| Output {
            name: name.clone(),
            actions: change.actions.clone(),
            unknown: change.is_unknown(),
        });
        Self {
            counts: Counts::of(&plan.changes),
            stateful: changes.iter().filter(|change| change.stateful).count(),
            changes,
            outputs: outputs.collect(),
            waits: waits
                .map(|(input, from)| (input.clone(), from.iter().map(source).collect()))
                .collect(),
            ..self
        }
    }

    /// Tells whether anything is to be done in the unit.
    pub(super) fn has_changes(&self) -> bool {
        self.counts.changes() > 0 || !self.outputs.is_empty()
    }
}

impl Change {
    fn of(change: &ResourceChange) -> Self {
        // What is sensitive on one side is masked on both: it may be the same secret.
        let marks = [&change.before_sensitive, &change.after_sensitive];
        let hide = |_: &Json| Json::from(SENSITIVE);
        let goes = change.actions.iter().any(|action| action == "delete");
        let before = masked(&change.before, &marks, &Json::Null, &hide);
        let after = masked(&change.after, &marks, &change.after_unknown, &hide);
        let names = change.before.as_object().into_iter().flat_map(|entries| entries.keys());
        let differs_masked = names.filter(|name| {
            change.before.get(name) != change.after.get(name) && before.get(name) == after.get(name)
        });
        Self {
            differs_masked: differs_masked.cloned().collect(),
            address: change.address.clone(),
            previous_address: change.previous_address.clone(),
            mode: change.mode,
            type_name: change.type_name.clone(),
            provider: change.provider.clone(),
            deposed: change.deposed.clone(),
            action: change.action().name(),
            actions: change.actions.clone(),
            action_reason: change.action_reason.clone(),
            stateful: goes && is_stateful(&change.type_name),
            replace_paths: change.replace_paths.clone(),
            importing: change.importing.clone(),
            before,
            after,
            after_unknown: change.after_unknown.clone(),
        }
    }
}
