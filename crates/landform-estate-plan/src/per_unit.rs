//! The ordinary way of planning: an engine run for each unit, with what its dependencies have in their states.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use landform_engine::{PlanWish, Session, SessionError};
use landform_graph::Graph;
use landform_plan::{Action, ShownPlan, State};
use landform_run::{Done, Events, Executor, Failure, Phase, run};
use landform_terragrunt::{Unit, UnitPath};
use landform_value::Value;
use landform_workbench::{BackEnd, Bench, Making, STATE_FILE};
use landform_world::{Access, Cancel, Usage};

use crate::plan::{EstatePlan, Outcome, Request, UnitPlan};

/// The file that an engine writes its plan to.
const PLAN_FILE: &str = "unit.tfplan";

/// Plans the units of an estate one by one, and those that they need.
///
/// What they need comes first because its refresh tells a simulated world what exists.
pub fn plan_units(
    request: &Request<'_>,
    bench: Bench<'_>,
    jobs: usize,
    events: &Events<'_>,
    cancel: &Cancel,
) -> EstatePlan {
    let planner = Planner {
        request,
        making: Making { bench, estate: request.estate },
        plans: Mutex::default(),
        usage: Mutex::default(),
    };
    let graph = graph(request);
    let mut needed = graph.all_dependencies(request.units);
    needed.extend(request.units.iter().cloned());
    let summary = run(Phase::Plan, &graph.restricted_to(&needed), jobs, &planner, events, cancel);
    let mut plans = planner.plans.into_inner().unwrap_or_else(PoisonError::into_inner);
    let usage = planner.usage.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut units = BTreeMap::new();
    for (path, result) in summary.units {
        let outcome = match result.outcome {
            landform_run::Outcome::Done(_) => {
                Outcome::Planned(plans.remove(&path).unwrap_or_default())
            }
            landform_run::Outcome::Failed(failure) => Outcome::Failed(failure.message),
            landform_run::Outcome::Skipped(Some(other)) => Outcome::Needs(other),
            landform_run::Outcome::Skipped(None) => {
                Outcome::Failed("the plan was stopped before it was reached".to_owned())
            }
        };
        units.insert(path, outcome);
    }
    EstatePlan { units, usage }
}

/// Returns the graph of all units that do not exclude themselves.
fn graph(request: &Request<'_>) -> Graph<String> {
    let estate = request.estate;
    let is_in = |path: &UnitPath| {
        let unit = estate.units.get(path);
        unit.is_some_and(|unit| {
            !unit.settings.exclude.as_ref().is_some_and(|one| one.applies_to("apply"))
        })
    };
    let nodes: BTreeSet<&UnitPath> = estate.units.keys().filter(|path| is_in(path)).collect();
    let edges = estate.graph.edges().filter(|(from, to)| is_in(from) && is_in(to));
    let edges = edges.map(|(from, to)| (from.to_string(), to.to_string()));
    Graph::new(nodes.into_iter().map(ToString::to_string), edges)
}

struct Planner<'a> {
    request: &'a Request<'a>,
    making: Making<'a>,
    plans: Mutex<BTreeMap<String, UnitPlan>>,
    usage: Mutex<Usage>,
}

impl Executor for Planner<'_> {
    fn execute(&self, unit: &str, cancel: &Cancel) -> Result<Done, Failure> {
        self.plan(unit, cancel).map_err(|message| Failure { message })
    }
}

impl Planner<'_> {
    fn plan(&self, path: &str, cancel: &Cancel) -> Result<Done, String> {
        let unit = self.request.estate.units.get(&path.into());
        let unit = unit.ok_or_else(|| "it is not part of this live repo".to_owned())?;
        if let Some(why) = self.request.unreadable.get(path) {
            return Err(why.clone());
        }
        let bench = self.making.bench;
        let working = self.making.make(unit, &self.outputs(unit)?, cancel)?;
        let state = self.state(path)?.unwrap_or_default();
        if bench.footing.back_end == BackEnd::Copied
            && let Some(text) = self.request.states.get(path)
        {
            let file = working.folder.join(STATE_FILE);
            let written = bench.world.write(&file, text, Access::Private);
            written.map_err(|error| format!("cannot write `{}`: {error}", file.display()))?;
        }
        let served = bench.serve(&working, &state, false)?;
        let session = bench.session(&working, served.as_ref(), cancel);
        let words = |error: SessionError| error.to_string();
        let plan = |session: &Session<'_>| session.plan_to(PLAN_FILE, PlanWish::default());
        let (mut usage, planned) = match served.env().is_empty() {
            true => (session.init().map_err(words)?, plan(&session).map_err(words)?),
            false => session.prepared(plan).map_err(words)?,
        };
        usage.cpu += planned.usage.cpu;
        usage.peak_rss_bytes = usage.peak_rss_bytes.max(planned.usage.peak_rss_bytes);
        let own = match planned.has_changes {
            true => UnitPlan::of(session.show_plan(PLAN_FILE).map_err(words)?),
            false => UnitPlan::default(),
        };
        let changes = own.changes.len();
        self.plans.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), own);
        let mut all = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        all.cpu += usage.cpu;
        all.peak_rss_bytes = all.peak_rss_bytes.max(usage.peak_rss_bytes);
        Ok(Done { resources: state.instances.len(), changes, usage })
    }

    fn state(&self, path: &str) -> Result<Option<State>, String> {
        let text = self.request.states.get(path);
        text.map(|text| State::read(text)).transpose().map_err(|error| error.to_string())
    }

    /// Returns the outputs of what a unit depends on, by label.
    fn outputs(&self, unit: &Unit) -> Result<BTreeMap<String, Value>, String> {
        let mut outputs = BTreeMap::new();
        for dependency in unit.dependencies.iter().filter(|one| one.enabled && !one.skip_outputs) {
            let (label, target) = (&dependency.label, dependency.target.as_str());
            let state = self.state(target).map_err(|why| format!("{target}: {why}"))?;
            let state = state.ok_or_else(|| {
                format!(
                    "`dependency.{label}` needs the outputs of `{target}`, which has not been applied\nhint: leave `--per-unit` out: a plan of the whole estate needs no outputs"
                )
            })?;
            outputs.insert(label.clone(), state.outputs_object());
        }
        Ok(outputs)
    }
}

impl UnitPlan {
    /// Returns the plan of a unit that an engine has shown.
    fn of(shown: ShownPlan) -> Self {
        let changes = shown.resource_changes.into_iter();
        let mut changes: Vec<_> = changes.filter(|one| one.action() != Action::Noop).collect();
        changes.sort_by(|a, b| (&a.address, &a.deposed).cmp(&(&b.address, &b.deposed)));
        let outputs = shown.output_changes.into_iter().filter(|(_, one)| one.is_change());
        Self { changes, outputs: outputs.collect(), waits: BTreeMap::new() }
    }
}
