//! The plan of the whole estate: what is asked for, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use landform_engine::{Engine, SessionError};
use landform_plan::{OutputChange, ResourceChange};
use landform_terragrunt::Estate;
use landform_workbench::{Footing, Providers};
use landform_world::{Cancel, Usage, World};

use crate::stitching::Stitching;

/// What to plan, and with what.
pub struct Request<'a> {
    /// Files and processes.
    pub world: &'a dyn World,
    /// The live repo.
    pub estate: &'a Estate,
    /// The engine.
    pub engine: &'a Engine,
    /// A private folder, which gets everything that is made; states are in it, so it must go away afterwards.
    pub folder: &'a Path,
    /// The units to plan; what they need is planned too.
    pub units: &'a BTreeSet<String>,
    /// The state files of units by path; units without one are planned as new.
    pub states: &'a BTreeMap<String, Vec<u8>>,
    /// The units whose states cannot be used, and why.
    pub unreadable: &'a BTreeMap<String, String>,
    /// Who plays the providers.
    pub providers: &'a dyn Providers,
    /// What the engine stands on.
    pub footing: &'a Footing,
}

/// The plan of an estate.
#[derive(Clone, Debug, Default)]
pub struct EstatePlan {
    /// What would become of each unit.
    pub units: BTreeMap<String, Outcome>,
    /// What the engine used.
    pub usage: Usage,
}

/// What a plan says of a unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was planned.
    Planned(UnitPlan),
    /// It can only be planned after something else is applied; the reason in the engine's words.
    AfterUpstream(String),
    /// It cannot be planned.
    Failed(String),
    /// It needs another unit that was not planned.
    Needs(String),
}

/// The changes of one unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitPlan {
    /// The changes, addresses being those inside the unit; what stays as it is is left out.
    pub changes: Vec<ResourceChange>,
    /// The outputs that change.
    pub outputs: BTreeMap<String, OutputChange>,
    /// The inputs that are known only after other units are applied: from which outputs (`path` and output).
    pub waits: BTreeMap<String, Vec<(String, String)>>,
}

/// Why there is no plan at all.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A file of the stitched root cannot be written, or nothing can be served.
    #[error("{0}")]
    Root(String),
    /// The engine failed, and it does not say for which unit.
    #[error(transparent)]
    Engine(#[from] SessionError),
}

/// Plans the units of an estate in one engine run.
///
/// # Errors
/// Says what stands in the way of the whole plan; what stands in the way of one unit is in its outcome.
pub fn plan_estate(request: &Request<'_>, cancel: &Cancel) -> Result<EstatePlan, PlanError> {
    Stitching::of(request, cancel).run()
}

impl EstatePlan {
    /// Tells whether a unit, or what it needs, cannot be planned at all: applying others would not help.
    pub fn is_faulty(&self, unit: &str) -> bool {
        match self.units.get(unit) {
            Some(Outcome::Needs(other)) => self.is_faulty(other),
            Some(Outcome::Planned(_) | Outcome::AfterUpstream(_)) => false,
            Some(Outcome::Failed(_)) | None => true,
        }
    }
}
