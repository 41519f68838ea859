//! A run over the units of an estate: what it takes, and how it goes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use landform_graph::Graph;
use landform_plan::{LockInfo, SavedChange, SavedPlan, StateStore};
use landform_run::{Events, Phase, Summary, run};
use landform_terragrunt::Estate;
use landform_workbench::Bench;
use landform_world::Cancel;

use crate::history::History;
use crate::journal::{Journal, Operation, Record};
use crate::pass::Pass;

/// Who runs, as locks say it.
#[derive(Clone)]
pub struct Identity<'a> {
    /// The user and the machine.
    pub who: String,
    /// The version of Landform.
    pub version: String,
    /// Returns the time, as in RFC 3339.
    pub now: &'a (dyn Fn() -> String + Sync),
    /// Returns a new ID that nobody else has.
    pub new_id: &'a (dyn Fn() -> String + Sync),
}

impl Identity<'_> {
    /// Returns what a new lock says.
    pub(crate) fn lock(&self, operation: Operation, run: &str) -> LockInfo {
        LockInfo {
            id: (self.new_id)(),
            operation: match operation {
                Operation::Apply => "OperationTypeApply".to_owned(),
                Operation::Destroy => "OperationTypeDestroy".to_owned(),
            },
            info: format!("landform {}, run {run}", operation.name()),
            who: self.who.clone(),
            version: self.version.clone(),
            created: (self.now)(),
            path: String::new(),
        }
    }
}

/// Decides on the plan of a unit that could not be planned before others were applied.
pub trait Reviewer: Sync {
    /// Tells whether these changes may be made.
    fn allows(&self, unit: &str, changes: &[SavedChange]) -> bool;
}

/// What a run takes.
pub struct Request<'a> {
    /// What engines run on.
    pub bench: Bench<'a>,
    /// The live repo.
    pub estate: &'a Estate,
    /// Who reads and locks states.
    pub store: &'a dyn StateStore,
    /// Where every step is written down.
    pub journal: &'a Journal<'a>,
    /// What the run does.
    pub operation: Operation,
    /// The run's own name.
    pub run: &'a str,
    /// What was reviewed.
    pub reviewed: &'a SavedPlan,
    /// The units to do; those that are done already are left out.
    pub units: BTreeSet<String>,
    /// Who decides on what could not be reviewed.
    pub reviewer: &'a dyn Reviewer,
    /// Who runs.
    pub identity: Identity<'a>,
    /// What an earlier attempt has done, if this run goes on after it.
    pub resumed: Option<&'a History>,
    /// Whether what refuses to be destroyed is destroyed all the same.
    pub lifts_guards: bool,
    /// How many engines may run at once.
    pub jobs: usize,
}

/// How a run ended.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// What became of each unit.
    pub summary: Summary,
    /// The resources that were left in the states of the units that were destroyed.
    pub left: BTreeMap<String, usize>,
    /// Whether something must be put in order by `--resume`: a lock or a state that could not be saved.
    pub is_unsettled: bool,
    /// What a person should know of the past of units that went on after they were cut short.
    pub remarks: BTreeMap<String, Vec<String>>,
}

/// Does the units of a run, each after those that it needs, or when destroying, after those that need it.
///
/// # Errors
/// Says why the journal cannot be written; nothing was then begun, or everything that was begun has ended.
pub fn perform(
    request: &Request<'_>,
    events: &Events<'_>,
    cancel: &Cancel,
) -> std::io::Result<Ended> {
    let graph = graph(request.estate).restricted_to(&request.units);
    let (phase, graph) = match request.operation {
        Operation::Apply => (Phase::Apply, graph),
        Operation::Destroy => (Phase::Destroy, graph.reversed()),
    };
    let pass = Pass {
        request,
        outputs: Mutex::default(),
        notes: Mutex::default(),
        reading: Mutex::default(),
    };
    let summary = run(phase, &graph, request.jobs, &pass, events, cancel);
    let notes = pass.into_notes();
    let ended = Ended {
        summary,
        left: notes.left,
        is_unsettled: notes.is_unsettled,
        remarks: notes.remarks,
    };
    // A run that was stopped, or has left something behind, stays open for `--resume`.
    if !cancel.is_requested() && !ended.is_unsettled {
        let success = ended.summary.is_success();
        request.journal.write(&Record::Finished { success })?;
    }
    Ok(ended)
}

/// Returns the graph over the units' names.
pub fn graph(estate: &Estate) -> Graph<String> {
    let known =
        |(from, to): &(_, _)| estate.units.contains_key(*from) && estate.units.contains_key(*to);
    let edges = estate.graph.edges().filter(known);
    let nodes = estate.units.keys().map(ToString::to_string);
    Graph::new(nodes, edges.map(|(from, to)| (from.to_string(), to.to_string())))
}
