//! The rehearsal itself: three passes, then the report.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use landform_engine::Engine;
use landform_graph::Graph;
use landform_run::{Events, Outcome, Phase, Summary, run};
use landform_terragrunt::{Estate, Unit};
use landform_workbench::{Bench, Footing, Left, Place, Providers};
use landform_world::{Access, Cancel, World};

use crate::kept::{self, Kept};
use crate::pass::{Pass, Progress, Stage};
use crate::report::{AccountReport, Report, UnitReport};

/// What to rehearse, and how.
pub struct Options<'a> {
    /// The name that the report carries.
    pub name: String,
    /// The company file, if the live repo was generated from it for this rehearsal.
    pub company: Option<PathBuf>,
    /// The engine.
    pub engine: &'a Engine,
    /// The estate.
    pub estate: &'a Estate,
    /// Where states and working copies go.
    pub place: &'a Place,
    /// Who plays the provider.
    pub providers: &'a dyn Providers,
    /// How many engines may run at once.
    pub jobs: usize,
    /// Whether to leave everything standing after the second plan.
    pub keep: bool,
}

/// The outcome of a rehearsal.
#[derive(Clone, Debug)]
pub struct Rehearsed {
    /// The report, without the figures of the process tree.
    pub report: Report,
    /// What exists in the simulated world at the end.
    pub left: Vec<Left>,
    /// The summaries of the passes.
    pub summaries: Vec<(Phase, Summary)>,
}

/// Applies every unit, plans all again, and destroys all in reverse order, unless the estate is to be kept.
///
/// After a fault everything that was created is still taken down. After a wish to stop nothing more is begun.
///
/// # Errors
/// Says which file of the rehearsal itself cannot be written.
pub fn rehearse(
    world: &dyn World,
    options: &Options<'_>,
    events: &Events<'_>,
    cancel: &Cancel,
) -> std::io::Result<Rehearsed> {
    let began = world.elapsed();
    world.write(&options.place.engine_config(), b"", Access::Private)?;
    let graph = names(options.estate);
    let footing = Footing::simulated(world, options.place);
    let stage = Stage {
        bench: Bench {
            world,
            engine: options.engine,
            place: options.place,
            providers: options.providers,
            footing: &footing,
        },
        estate: options.estate,
        progress: Mutex::new(BTreeMap::new()),
    };
    let pass = |phase: Phase, graph: &Graph<String>| {
        (phase, run(phase, graph, options.jobs, &Pass { stage: &stage, phase }, events, cancel))
    };
    let mut summaries = vec![pass(Phase::Apply, &graph)];
    let applied = summaries.iter().all(|(_, summary)| summary.is_success());
    if applied && !cancel.is_requested() {
        // Nothing is written by a plan: every unit can be planned at once.
        summaries.push(pass(Phase::Plan, &Graph::new(graph.nodes().to_vec(), [])));
    }
    if options.keep {
        let (name, root) = (options.name.clone(), options.estate.root.clone());
        let kept = Kept { name, root, company: options.company.clone() };
        kept::write(world, options.place, &kept)?;
    } else if !cancel.is_requested() {
        let made = made(&graph, &stage, summaries.first().map(|(_, summary)| summary));
        summaries.push(pass(Phase::Destroy, &made.reversed()));
    }
    let left = options.providers.left();
    let progress = std::mem::take(&mut *stage.lock());
    let mut report = report(options, &summaries, &progress, left.len());
    report.wall_seconds = (world.elapsed() - began).as_secs_f64();
    Ok(Rehearsed { report, left, summaries })
}

/// Returns the estate's graph over the units' names, without the units that exclude themselves from `apply`.
pub(crate) fn names(estate: &Estate) -> Graph<String> {
    let included = estate.units.values().filter(|unit| !is_excluded(unit));
    let keep = included.map(|unit| unit.path.to_string()).collect();
    let nodes = estate.units.keys().map(ToString::to_string);
    let edges = estate
        .graph
        .edges()
        .filter(|(from, to)| estate.units.contains_key(*from) && estate.units.contains_key(*to));
    let all = Graph::new(nodes, edges.map(|(from, to)| (from.to_string(), to.to_string())));
    all.restricted_to(&keep)
}

/// Tells whether a unit excludes itself from `apply`.
pub(crate) fn is_excluded(unit: &Unit) -> bool {
    unit.settings.exclude.as_ref().is_some_and(|one| one.applies_to("apply"))
}

/// Returns the part of the graph that has been applied, or has created something before it failed.
///
/// What failed before it created anything would only fail again.
fn made(graph: &Graph<String>, stage: &Stage<'_>, applied: Option<&Summary>) -> Graph<String> {
    let failed = |unit: &str| {
        let result = applied.and_then(|summary| summary.units.get(unit));
        result.is_some_and(|result| matches!(result.outcome, Outcome::Failed(_)))
    };
    let made = stage
        .lock()
        .iter()
        .filter(|(_, progress)| progress.outputs.is_some())
        .filter(|(unit, progress)| !progress.types.is_empty() || !failed(unit))
        .map(|(unit, _)| unit.clone())
        .collect();
    graph.restricted_to(&made)
}

fn report(
    options: &Options<'_>,
    summaries: &[(Phase, Summary)],
    progress: &BTreeMap<String, Progress>,
    left_in_world: usize,
) -> Report {
    let mut units = Vec::new();
    let mut accounts: BTreeMap<String, AccountReport> = BTreeMap::new();
    for (path, unit) in &options.estate.units {
        let own = progress.get(path.as_str()).cloned().unwrap_or_default();
        let mut one = UnitReport {
            path: path.to_string(),
            account: unit.account.clone().unwrap_or_default(),
            region: unit.region.clone().unwrap_or_default(),
            module: unit.module_name().unwrap_or_default().to_owned(),
            edges: options
                .estate
                .graph
                .dependencies(path)
                .iter()
                .map(ToString::to_string)
                .collect(),
            resources: own.types.values().sum(),
            types: own.types,
            second_plan: own.second_plan,
            excluded: is_excluded(unit),
            provisioners_not_run: own
                .working
                .map(|unit| unit.provisioned)
                .unwrap_or_default()
                .into_iter()
                .map(|(ty, name)| format!("{ty}.{name}"))
                .collect(),
            ..UnitReport::default()
        };
        for (_, summary) in summaries {
            let Some(result) = summary.units.get(path.as_str()) else { continue };
            one.seconds += result.wall.as_secs_f64();
            match &result.outcome {
                Outcome::Failed(failure) => one.error = Some(failure.message.clone()),
                Outcome::Skipped(because) => one.skipped_because.clone_from(because),
                Outcome::Done(_) => {}
            }
        }
        let account = accounts.entry(one.account.clone()).or_default();
        account.units += usize::from(!one.excluded);
        account.resources += one.resources;
        account.id = unit.account_id.clone().unwrap_or_default();
        units.push(one);
    }
    let resources_created = units.iter().map(|unit| unit.resources).sum();
    let second_plan_changes = units.iter().map(|unit| unit.second_plan.len()).sum();
    let in_states: usize = progress.values().filter_map(|unit| unit.left).sum();
    let resources_left = (!options.keep).then_some(in_states.max(left_in_world));
    let passes = if options.keep { 2 } else { 3 };
    let success = summaries.len() == passes
        && summaries.iter().all(|(_, summary)| summary.is_success())
        && second_plan_changes == 0
        && resources_left.unwrap_or(0) == 0;
    Report {
        name: options.name.clone(),
        engine: format!("{} {}", options.engine.kind.name(), options.engine.version),
        success,
        accounts,
        units,
        resources_created,
        second_plan_changes,
        resources_left,
        ..Report::default()
    }
}
