//! All units of a live repo with their edges.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use landform_diag::{Diagnostic, Diagnostics, Span};
use landform_graph::{Graph, Names};
use landform_hcl::nearest;
use landform_world::{EntryKind, World};

use crate::discovery::{UNIT_FILE, find};
use crate::hook::Hook;
use crate::path::UnitPath;
use crate::shared::{Options, Shared};
use crate::unit::{Outcome, Unit};

/// The stack of a thread that reads units; nested expressions need more than the default.
const STACK: usize = 16 * 1024 * 1024;

/// All units below one root.
#[derive(Debug, Default)]
pub struct Estate {
    /// The root folder.
    pub root: PathBuf,
    /// The units by path; a unit whose file cannot be parsed is missing.
    pub units: BTreeMap<UnitPath, Unit>,
    /// The edges between them: from a unit to what must come first.
    pub graph: Graph<UnitPath>,
}

impl Estate {
    /// Returns the hooks that would run for one of the commands, each once although many units may include it.
    pub fn hooks(&self, commands: &[&str]) -> Vec<&Hook> {
        let all = self.units.values().flat_map(|unit| &unit.settings.terraform.hooks);
        let wanted = all.filter(|hook| {
            hook.enabled && hook.commands.iter().any(|one| commands.contains(&one.as_str()))
        });
        let by_place: BTreeMap<String, &Hook> =
            wanted.map(|hook| (hook.span.to_string(), hook)).collect();
        by_place.into_values().collect()
    }
}

impl Names<UnitPath> for Estate {
    fn label(&self, node: &UnitPath) -> String {
        node.to_string()
    }

    fn cluster(&self, node: &UnitPath) -> Option<String> {
        self.units.get(node)?.account.clone()
    }
}

/// Reads all units below `root`, which must be absolute; no outputs are needed and nothing is started.
///
/// The estate holds what could be read, even if there are errors.
pub fn load(world: &dyn World, root: &Path, options: &Options) -> (Estate, Diagnostics) {
    let shared = Arc::new(Shared::new(root, options.clone()));
    let mut diagnostics = Diagnostics::default();
    let folders = diagnostics.keep(find(world, shared.root())).unwrap_or_default();
    let outcomes = read_all(world, &shared, &folders);
    let parents = legacy_parents(&outcomes);
    let mut broken = BTreeSet::new();
    let mut units = BTreeMap::new();
    for outcome in outcomes {
        if parents.contains(&outcome.path) {
            continue;
        }
        diagnostics.extend(outcome.diagnostics);
        match outcome.unit {
            Some(unit) => {
                units.insert(outcome.path, unit);
            }
            None => {
                broken.insert(outcome.path);
            }
        }
    }
    let edges = Edges { world, shared: &shared, units: &units, parents: &parents, broken: &broken };
    let graph = edges.graph(&mut diagnostics);
    let root = shared.root().to_path_buf();
    (Estate { root, units, graph }, once(diagnostics))
}

/// Reads the folders with several threads; the outcomes are in the order of the folders.
fn read_all(world: &dyn World, shared: &Arc<Shared>, folders: &[PathBuf]) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Outcome)>> = Mutex::new(Vec::with_capacity(folders.len()));
    let work = || {
        let mut own = Vec::new();
        while let Some((at, folder)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            folders.get(at).map(|folder| (at, folder))
        } {
            own.push((at, Unit::read(world, shared, folder)));
        }
        done.lock().unwrap_or_else(PoisonError::into_inner).append(&mut own);
    };
    std::thread::scope(|scope| {
        let wanted = shared.options().threads.clamp(1, folders.len().max(1));
        let spawned: Vec<_> = (0..wanted)
            .filter_map(|_| {
                std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()
            })
            .collect();
        if spawned.is_empty() {
            work();
        }
    });
    let mut outcomes = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Returns the paths of files named `terragrunt.hcl` that are only there to be included.
fn legacy_parents(outcomes: &[Outcome]) -> BTreeSet<UnitPath> {
    let units = || outcomes.iter().filter_map(|outcome| outcome.unit.as_ref());
    let included: BTreeSet<&Path> = units().flat_map(Unit::included_files).collect();
    units()
        .filter(|unit| {
            unit.source().is_none() && included.contains(unit.folder.join(UNIT_FILE).as_path())
        })
        .map(|unit| unit.path.clone())
        .collect()
}

/// Finds the edges between units.
struct Edges<'a> {
    world: &'a dyn World,
    shared: &'a Shared,
    units: &'a BTreeMap<UnitPath, Unit>,
    parents: &'a BTreeSet<UnitPath>,
    broken: &'a BTreeSet<UnitPath>,
}

impl Edges<'_> {
    fn graph(&self, diagnostics: &mut Diagnostics) -> Graph<UnitPath> {
        let mut edges = Vec::new();
        for unit in self.units.values() {
            for (target, span) in unit.edges() {
                if self.units.contains_key(target) {
                    edges.push((unit.path.clone(), target.clone()));
                } else if !self.broken.contains(target) && !self.is_elsewhere(unit, target) {
                    diagnostics.push(self.no_unit(target, span));
                }
            }
        }
        let graph = Graph::new(self.units.keys().cloned(), edges);
        diagnostics.extend(graph.cycles().into_iter().map(|cycle| self.cycle(&cycle)));
        graph
    }

    /// Tells whether the target is a unit outside the root.
    fn is_elsewhere(&self, unit: &Unit, target: &UnitPath) -> bool {
        let read = unit.dependencies.iter().map(|one| (&one.target, one.external, &one.folder));
        let after = unit.settings.after.iter().map(|one| (&one.target, one.external, &one.folder));
        read.chain(after).any(|(known, external, folder)| {
            known == target
                && external
                && self.shared.kind(self.world, &folder.join(UNIT_FILE)) == Some(EntryKind::File)
        })
    }

    fn no_unit(&self, target: &UnitPath, span: &Span) -> Diagnostic {
        let fault = if self.parents.contains(target) {
            Diagnostic::error(format!("`{target}` is no unit: its file is only included by others"))
        } else {
            Diagnostic::error(format!("there is no unit `{target}`"))
        };
        let fault = fault.at(span.clone());
        match self.near_unit(target) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")),
            None => fault.hint(format!("a unit is a folder with a `{UNIT_FILE}`")),
        }
    }

    /// Returns the unit that is most probably meant: spelt alike, or of the same name nearby.
    fn near_unit(&self, target: &UnitPath) -> Option<&str> {
        let paths = || self.units.keys().map(UnitPath::as_str);
        nearest(target.as_str(), paths()).or_else(|| {
            let name = target.parts().last()?;
            let shared = |one: &UnitPath| {
                one.parts().zip(target.parts()).take_while(|(a, b)| a == b).count()
            };
            self.units
                .keys()
                .filter(|one| one.parts().last() == Some(name))
                .max_by_key(|one| (shared(one), std::cmp::Reverse(*one)))
                .map(UnitPath::as_str)
        })
    }

    fn cycle(&self, cycle: &[UnitPath]) -> Diagnostic {
        let next = cycle.iter().skip(1).chain(cycle.first());
        let mut steps = cycle.iter().zip(next).filter_map(|(from, to)| {
            let unit = self.units.get(from)?;
            let (_, span) = unit.edges().find(|(target, _)| *target == to)?;
            Some((from, to, span.clone()))
        });
        let round: Vec<String> =
            cycle.iter().chain(cycle.first()).map(|unit| format!("`{unit}`")).collect();
        let mut fault = match cycle {
            [only] => Diagnostic::error(format!("unit `{only}` depends on itself")),
            _ => Diagnostic::error(format!(
                "units depend on one another in a circle: {}",
                round.join(" -> ")
            )),
        };
        if let Some((_, _, span)) = steps.next() {
            fault = fault.at(span);
        }
        for (from, to, span) in steps {
            fault = fault.note(span, format!("`{from}` depends on `{to}`"));
        }
        fault.hint("remove one of these edges")
    }
}

/// Keeps the first of the diagnostics that say the same of the same place: a shared file is at fault once, not once for each unit.
fn once(diagnostics: Diagnostics) -> Diagnostics {
    let mut seen = BTreeSet::new();
    let place = |span: &Span| (span.source().path().to_path_buf(), span.range().start);
    let kept: Diagnostics = diagnostics
        .into_iter()
        .filter(|one| seen.insert((one.span.as_ref().map(place), one.message.clone())))
        .collect();
    kept.sorted()
}
