//! The report of a rehearsal: what was created, changed and left, per unit, account and in all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The whole report, as `--report` writes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The name of the company or of the live repo's folder.
    pub name: String,
    /// The engine and its version, such as `OpenTofu 1.10.0`.
    pub engine: String,
    /// Whether everything succeeded, nothing changed at the second plan, and nothing was left.
    pub success: bool,
    /// The accounts by name.
    pub accounts: BTreeMap<String, AccountReport>,
    /// The units in the order of their paths.
    pub units: Vec<UnitReport>,
    /// The resources that were created in all.
    pub resources_created: usize,
    /// The changes, in all, that the second plan wanted; must be 0.
    pub second_plan_changes: usize,
    /// The resources that were left, in all, when everything was destroyed; must be 0. Absent when the estate is kept.
    pub resources_left: Option<usize>,
    /// The wall time in seconds.
    pub wall_seconds: f64,
    /// The processor time of the whole process tree in seconds.
    pub cpu_seconds: f64,
    /// The peak of the resident memory of the whole process tree in bytes.
    pub peak_rss_bytes: u64,
}

/// What an account holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountReport {
    /// The account id that the rehearsal used.
    pub id: String,
    /// The number of units.
    pub units: usize,
    /// The number of resources.
    pub resources: usize,
}

/// What became of a unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UnitReport {
    /// The path below the live repo.
    pub path: String,
    /// The account's name.
    pub account: String,
    /// The region.
    pub region: String,
    /// The module's name.
    pub module: String,
    /// The paths of the units that must come before.
    pub edges: Vec<String>,
    /// The number of resources that were created.
    pub resources: usize,
    /// The number of resources by type.
    pub types: BTreeMap<String, usize>,
    /// The wall time of apply, second plan and destroy together, in seconds.
    pub seconds: f64,
    /// The changes that the second plan wanted; must be empty.
    pub second_plan: Vec<String>,
    /// Whether its `exclude` block keeps it out of the rehearsal.
    #[serde(default)]
    pub excluded: bool,
    /// The resources whose provisioners were not run: a rehearsal starts no programs but engines.
    #[serde(default)]
    pub provisioners_not_run: Vec<String>,
    /// What went wrong, if anything did.
    pub error: Option<String>,
    /// The failed unit because of which this one was not reached.
    pub skipped_because: Option<String>,
}
