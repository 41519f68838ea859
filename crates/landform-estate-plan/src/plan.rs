//! The plan of the whole estate, split back into what it means for each unit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use landform_engine::{Engine, Planned, Session, SessionError};
use landform_plan::PlannedChange;
use landform_terragrunt::Estate;
use landform_world::{Access, Cancel, Command, Usage, World};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::names::module_names;
use crate::piece::{Making, Piece, UNITS};
use crate::provider::Aliases;
use crate::root::{self, Outputs};

/// The file that the engine writes its plan to.
const PLAN_FILE: &str = "estate.tfplan";

/// What to plan, and with what.
pub struct Request<'a> {
    /// The live repo.
    pub estate: &'a Estate,
    /// The engine.
    pub engine: &'a Engine,
    /// A private folder, which gets everything that is made; states are in it, so it must go away afterwards.
    pub folder: &'a Path,
    /// The units to plan; what they need is planned too.
    pub units: &'a BTreeSet<String>,
    /// The state files of units by path; units without one are planned as new.
    pub states: BTreeMap<String, Vec<u8>>,
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitPlan {
    /// The changes, addresses being those inside the unit.
    pub changes: Vec<PlannedChange>,
    /// The outputs that change.
    pub outputs: Vec<String>,
    /// The inputs that are known only after other units are applied: from which outputs (`path` and output).
    pub waits: BTreeMap<String, Vec<(String, String)>>,
}

/// Why there is no plan at all.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A file of the stitched root cannot be written.
    #[error("{0}")]
    Root(String),
    /// The engine failed, and it does not say for which unit.
    #[error(transparent)]
    Engine(#[from] SessionError),
}

/// Serves providers with the given resource types, and answers with the variables that lead an engine to them.
pub type Serve<'a> =
    &'a mut dyn FnMut(&BTreeSet<String>) -> Result<BTreeMap<String, String>, String>;

/// Plans the units of an estate in one engine run.
///
/// # Errors
/// Says what stands in the way of the whole plan; what stands in the way of one unit is in its outcome.
pub fn plan_estate(
    world: &dyn World,
    request: &Request<'_>,
    serve: Serve<'_>,
    cancel: &Cancel,
) -> Result<EstatePlan, PlanError> {
    let stitching = Stitching::of(world, request);
    let mut types: BTreeSet<String> =
        stitching.pieces.values().flat_map(|piece| piece.types.clone()).collect();
    for state in request.states.values() {
        types.extend(types_in(state));
    }
    let config = request.folder.join("engine.tfrc");
    world
        .write(&config, b"", Access::Private)
        .map_err(|error| PlanError::Root(format!("cannot write the stitched root: {error}")))?;
    let mut env = serve(&types).map_err(PlanError::Root)?;
    // The user's own engine settings stay out.
    env.insert("TF_CLI_CONFIG_FILE".to_owned(), config.display().to_string());
    let arguments = BTreeMap::from([("plan".to_owned(), vec![format!("-out={PLAN_FILE}")])]);
    let folder = request.folder.to_path_buf();
    let session = Session { world, engine: request.engine, folder, env, arguments, cancel };
    stitching.run(&session)
}

#[derive(Deserialize)]
struct StateTypes {
    #[serde(default)]
    resources: Vec<StateType>,
}

#[derive(Deserialize)]
struct StateType {
    #[serde(rename = "type")]
    name: String,
}

fn types_in(state: &[u8]) -> BTreeSet<String> {
    let read: Option<StateTypes> = serde_json::from_slice(state).ok();
    read.into_iter().flat_map(|state| state.resources).map(|one| one.name).collect()
}

/// The estate while it is stitched: what is in, and what had to stay out.
struct Stitching<'a> {
    world: &'a dyn World,
    request: &'a Request<'a>,
    aliases: Aliases,
    pieces: BTreeMap<String, Piece>,
    /// The names of modules that were taken out again.
    gone: Vec<String>,
    out: BTreeMap<String, Outcome>,
    usage: Usage,
}

impl<'a> Stitching<'a> {
    fn of(world: &'a dyn World, request: &'a Request<'a>) -> Self {
        let mut all = BTreeSet::new();
        let estate = request.estate;
        for unit in estate.units.values().filter(|unit| request.units.contains(unit.path.as_str()))
        {
            all.insert(unit.path.to_string());
            all.extend(estate.graph.all_dependencies([&unit.path]).iter().map(ToString::to_string));
        }
        let names = module_names(all.iter().map(String::as_str));
        let making = Making { world, root: request.folder, names: &names };
        let mut stitching = Self {
            world,
            request,
            aliases: Aliases::default(),
            pieces: BTreeMap::new(),
            gone: Vec::new(),
            out: BTreeMap::new(),
            usage: Usage::default(),
        };
        for path in &all {
            let unit = estate.units.values().find(|unit| unit.path.as_str() == path);
            let made = match unit {
                None => Err("it is not part of this live repo".to_owned()),
                Some(unit)
                    if unit
                        .settings
                        .exclude
                        .as_ref()
                        .is_some_and(|one| one.applies_to("apply")) =>
                {
                    Err("its `exclude` block keeps it out".to_owned())
                }
                Some(unit) => making.piece(unit, &mut stitching.aliases),
            };
            match made {
                Ok(piece) => {
                    stitching.pieces.insert(path.clone(), piece);
                }
                Err(reason) => {
                    stitching.out.insert(path.clone(), Outcome::Failed(reason));
                }
            }
        }
        stitching.take_out_dependants();
        stitching
    }

    /// Takes out what reads outputs of a unit that is not in.
    fn take_out_dependants(&mut self) {
        loop {
            let missing = self.pieces.iter().find_map(|(path, piece)| {
                let target = piece.targets.values().find(|one| !self.pieces.contains_key(*one))?;
                Some((path.clone(), target.clone()))
            });
            let Some((path, target)) = missing else { return };
            self.take_out(&path, Outcome::Needs(target));
        }
    }

    fn take_out(&mut self, path: &str, outcome: Outcome) {
        self.gone.extend(self.pieces.remove(path).map(|piece| piece.module));
        self.out.insert(path.to_owned(), outcome);
    }

    /// Plans; what the engine refuses is taken out with what needs it, and the rest is planned again.
    fn run(mut self, session: &Session<'_>) -> Result<EstatePlan, PlanError> {
        let mut is_ready = false;
        while !self.pieces.is_empty() {
            let states = &self.request.states;
            let (root, gone) = (self.request.folder, &self.gone);
            let outputs = root::write(self.world, root, &self.pieces, gone, &self.aliases, states)
                .map_err(PlanError::Root)?;
            let planned = if is_ready { Ok(()) } else { session.init().map(|used| self.add(used)) };
            is_ready = planned.is_ok();
            match planned.and_then(|()| session.plan()) {
                Ok(planned) => {
                    self.add(planned.usage);
                    return self.split(session, &planned, &outputs);
                }
                Err(SessionError::Refused(errors)) => {
                    let blamed = self.blamed(&errors);
                    if blamed.is_empty() {
                        return Err(SessionError::Refused(errors).into());
                    }
                    for (path, error) in blamed {
                        let later = is_about_unknown(&error);
                        let outcome = if later {
                            Outcome::AfterUpstream(error)
                        } else {
                            Outcome::Failed(error)
                        };
                        self.take_out(&path, outcome);
                    }
                    self.take_out_dependants();
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(EstatePlan { units: self.out, usage: self.usage })
    }

    fn add(&mut self, used: Usage) {
        self.usage.cpu += used.cpu;
        self.usage.peak_rss_bytes = self.usage.peak_rss_bytes.max(used.peak_rss_bytes);
    }

    /// Returns the units that errors are about, each with the first of its errors.
    fn blamed(&self, errors: &[String]) -> BTreeMap<String, String> {
        let mut blamed = BTreeMap::new();
        for error in errors {
            // The place comes last; what stands before it may speak of other units.
            let place = error.rfind(" (").and_then(|at| error.get(at..));
            let found =
                [place, Some(error)].into_iter().flatten().find_map(|text| self.unit_in(text));
            if let Some(path) = found {
                blamed.entry(path).or_insert_with(|| self.own_words(error));
            }
        }
        blamed
    }

    fn unit_in(&self, text: &str) -> Option<String> {
        let named = |piece: &Piece| {
            let module = &piece.module;
            let marks =
                [format!("module.{module}."), format!("{UNITS}/{module}/"), format!("{module}.tf")];
            marks.iter().any(|mark| {
                text.match_indices(mark.as_str()).any(|(at, _)| {
                    let before = text.get(..at).and_then(|before| before.chars().last());
                    before.is_none_or(|one| !one.is_ascii_alphanumeric() && one != '_')
                })
            })
        };
        self.pieces.iter().find(|(_, piece)| named(piece)).map(|(path, _)| path.clone())
    }

    /// Returns an error as the unit's own engine run would have put it.
    fn own_words(&self, error: &str) -> String {
        let mut text = error.to_owned();
        for piece in self.pieces.values() {
            let module = &piece.module;
            text = text.replace(&format!("module.{module}."), "");
            text = text.replace(&format!("{UNITS}/{module}/"), "");
        }
        text
    }

    fn split(
        mut self,
        session: &Session<'_>,
        planned: &Planned,
        outputs: &Outputs,
    ) -> Result<EstatePlan, PlanError> {
        let unknown =
            if planned.has_changes { self.unknown(session, outputs)? } else { BTreeSet::new() };
        let mut units: BTreeMap<String, UnitPlan> = BTreeMap::new();
        let paths: BTreeMap<&str, &String> =
            self.pieces.iter().map(|(path, piece)| (piece.module.as_str(), path)).collect();
        for change in &planned.log.changes {
            let inner =
                change.address.strip_prefix("module.").and_then(|rest| rest.split_once('.'));
            let Some((path, address)) =
                inner.and_then(|(module, rest)| Some((paths.get(module)?, rest)))
            else {
                continue;
            };
            let change = PlannedChange { address: address.to_owned(), action: change.action };
            units.entry((*path).clone()).or_default().changes.push(change);
        }
        for name in &planned.log.changed_outputs {
            if let Some((path, output)) = outputs.get(name) {
                units.entry(path.clone()).or_default().outputs.push(output.clone());
            }
        }
        for (path, piece) in &self.pieces {
            let mut plan = units.remove(path).unwrap_or_default();
            plan.waits = waits(piece, &unknown);
            self.out.insert(path.clone(), Outcome::Planned(plan));
        }
        Ok(EstatePlan { units: self.out, usage: self.usage })
    }

    /// Returns the outputs that are known only after an apply: unit and name.
    fn unknown(
        &mut self,
        session: &Session<'_>,
        outputs: &Outputs,
    ) -> Result<BTreeSet<(String, String)>, PlanError> {
        let mut env = session.env.clone();
        let inherited = ["HOME", "PATH", "TMPDIR"];
        for name in inherited {
            env.extend(self.world.env(name).map(|value| (name.to_owned(), value)));
        }
        env.insert("CHECKPOINT_DISABLE".to_owned(), "1".to_owned());
        let command = Command {
            program: session.engine.program.clone(),
            args: ["show", "-json", PLAN_FILE].map(str::to_owned).to_vec(),
            folder: PathBuf::from(self.request.folder),
            env,
        };
        let done = self.world.run(&command, session.cancel).map_err(SessionError::Start)?;
        self.add(done.usage);
        if !done.success() {
            let fault = String::from_utf8_lossy(&done.stderr).trim().to_owned();
            return Err(SessionError::Refused(vec![fault]).into());
        }
        let shown: Shown = serde_json::from_slice(&done.stdout)
            .map_err(|error| PlanError::Root(format!("the plan cannot be read: {error}")))?;
        let changes = shown.output_changes.into_iter();
        let open = changes.filter(|(_, change)| has_true(&change.after_unknown));
        Ok(open.filter_map(|(name, _)| outputs.get(&name).cloned()).collect())
    }
}

#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    output_changes: BTreeMap<String, OutputChange>,
}

#[derive(Deserialize)]
struct OutputChange {
    #[serde(default)]
    after_unknown: Json,
}

fn has_true(json: &Json) -> bool {
    match json {
        Json::Bool(truth) => *truth,
        Json::Array(items) => items.iter().any(has_true),
        Json::Object(entries) => entries.values().any(has_true),
        Json::Null | Json::Number(_) | Json::String(_) => false,
    }
}

/// Tells whether the engine says that it must know something before it can plan.
fn is_about_unknown(error: &str) -> bool {
    ["Invalid for_each argument", "Invalid count argument"].iter().any(|one| error.starts_with(one))
        && (error.contains("until apply") || error.contains("known only after"))
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
