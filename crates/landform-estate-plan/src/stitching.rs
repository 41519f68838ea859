//! Stitching: what is in the root, what had to stay out, and the engine runs until the rest can be planned.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use landform_engine::{PlanWish, Planned, Session, SessionError, heap_settings};
use landform_plan::ShownPlan;
use landform_terragrunt::Unit;
use landform_workbench::{Served, Wanted};
use landform_world::{Access, Cancel, Usage};
use serde::Deserialize;

use crate::names::module_names;
use crate::piece::{Making, Piece, UNITS};
use crate::plan::{EstatePlan, Outcome, PlanError, Request};
use crate::provider::Aliases;
use crate::root::{self, Outputs, RootFault};
use crate::split::split;

/// The file that the engine writes its plan to.
const PLAN_FILE: &str = "estate.tfplan";

/// The estate while it is stitched.
pub(crate) struct Stitching<'a> {
    request: &'a Request<'a>,
    cancel: &'a Cancel,
    aliases: Aliases,
    pieces: BTreeMap<String, Piece>,
    /// The names of modules that were taken out again.
    gone: Vec<String>,
    out: BTreeMap<String, Outcome>,
    usage: Usage,
    is_prepared: bool,
}

impl<'a> Stitching<'a> {
    /// Makes the pieces of all units that are asked for, and of those that they need.
    pub(crate) fn of(request: &'a Request<'a>, cancel: &'a Cancel) -> Self {
        let mut all = BTreeSet::new();
        let estate = request.estate;
        for unit in estate.units.values().filter(|unit| request.units.contains(unit.path.as_str()))
        {
            all.insert(unit.path.to_string());
            all.extend(estate.graph.all_dependencies([&unit.path]).iter().map(ToString::to_string));
        }
        let names = module_names(all.iter().map(String::as_str));
        let making = Making { request, cancel, names: &names, fetched: RefCell::default() };
        let mut stitching = Self {
            request,
            cancel,
            aliases: Aliases::default(),
            pieces: BTreeMap::new(),
            gone: Vec::new(),
            out: BTreeMap::new(),
            usage: Usage::default(),
            is_prepared: false,
        };
        for path in &all {
            let unit = estate.units.get(&path.as_str().into());
            match stitching.piece(path, unit, &making) {
                Ok(piece) => {
                    stitching.pieces.insert(path.clone(), piece);
                }
                Err(outcome) => {
                    stitching.out.insert(path.clone(), outcome);
                }
            }
        }
        stitching.take_out_dependants();
        stitching
    }

    fn piece(
        &mut self,
        path: &str,
        unit: Option<&Unit>,
        making: &Making<'_>,
    ) -> Result<Piece, Outcome> {
        let failed = |why: &str| Err(Outcome::Failed(why.to_owned()));
        let Some(unit) = unit else { return failed("it is not part of this live repo") };
        if unit.settings.exclude.as_ref().is_some_and(|one| one.applies_to("apply")) {
            return failed("its `exclude` block keeps it out");
        }
        match self.request.unreadable.get(path) {
            Some(why) => failed(why),
            None => making.piece(unit, &mut self.aliases),
        }
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
    pub(crate) fn run(mut self) -> Result<EstatePlan, PlanError> {
        // Whoever serves providers reads in the root which ones are required.
        let Some(mut outputs) = self.write_root()? else { return Ok(self.ended()) };
        let served = self.serve().map_err(PlanError::Root)?;
        let session = self.session(served.as_ref())?;
        loop {
            match self.plan(&session) {
                Ok(planned) => {
                    self.add(planned.usage);
                    // Nothing is to be shown where nothing changes.
                    let shown = match planned.has_changes {
                        true => session.show_plan(PLAN_FILE)?,
                        false => ShownPlan::default(),
                    };
                    let planned = split(&self.pieces, shown, &outputs).into_iter();
                    self.out.extend(planned.map(|(path, own)| (path, Outcome::Planned(own))));
                    return Ok(self.ended());
                }
                Err(SessionError::Refused(errors)) => {
                    if !self.blame(&errors) {
                        self.search(&session, &errors)?;
                    }
                }
                Err(fault) => return Err(fault.into()),
            }
            outputs = match self.write_root()? {
                Some(outputs) => outputs,
                None => return Ok(self.ended()),
            };
        }
    }

    fn ended(self) -> EstatePlan {
        EstatePlan { units: self.out, usage: self.usage }
    }

    /// Serves the types of all pieces and of their states.
    fn serve(&self) -> Result<Box<dyn Served + 'a>, String> {
        let mut types: BTreeSet<String> =
            self.pieces.values().flat_map(|piece| piece.types.clone()).collect();
        let mut existing = BTreeSet::new();
        for state in self.pieces.keys().filter_map(|path| self.request.states.get(path)) {
            let read: StateTypes = serde_json::from_slice(state).unwrap_or_default();
            for resource in read.resources {
                let ids = resource.instances.into_iter().filter_map(|one| one.attributes?.id);
                existing.extend(ids.map(|id| (resource.name.clone(), id)));
                types.insert(resource.name);
            }
        }
        self.request.providers.serve(&Wanted {
            unit: "estate",
            types: &types,
            folder: self.request.folder,
            existing: &existing,
            replay: false,
        })
    }

    fn session(&self, served: &dyn Served) -> Result<Session<'a>, PlanError> {
        let Request { world, engine, folder, footing, .. } = *self.request;
        let mut env = footing.env.clone();
        env.extend(heap_settings(world, self.pieces.len()));
        env.extend(served.env());
        if let Some(config) = &footing.engine_config {
            if world.kind(config).is_none() {
                world.write(config, b"", Access::Private).map_err(|error| {
                    PlanError::Root(format!("cannot write the stitched root: {error}"))
                })?;
            }
            env.insert("TF_CLI_CONFIG_FILE".to_owned(), config.display().to_string());
        }
        let (folder, cancel) = (folder.to_path_buf(), self.cancel);
        Ok(Session { world, engine, folder, env, arguments: BTreeMap::new(), cancel })
    }

    /// Writes the root, without units that cannot be in it; nothing if no unit is left.
    fn write_root(&mut self) -> Result<Option<Outputs>, PlanError> {
        let Request { world, folder, states, .. } = *self.request;
        while !self.pieces.is_empty() {
            match root::write(world, folder, &self.pieces, &self.gone, &self.aliases, states) {
                Ok(outputs) => return Ok(Some(outputs)),
                Err(RootFault::Unit(path, why)) => {
                    self.take_out(&path, Outcome::Failed(why));
                    self.take_out_dependants();
                }
                Err(RootFault::Whole(why)) => return Err(PlanError::Root(why)),
            }
        }
        Ok(None)
    }

    /// Plans, after the engine has prepared the folder if it must.
    fn plan(&mut self, session: &Session<'_>) -> Result<Planned, SessionError> {
        let is_here = self.pieces.values().all(|piece| piece.installed.is_some());
        if !self.is_prepared && !is_here {
            self.prepare(session)?;
        }
        let plan = |session: &Session<'_>| session.plan_to(PLAN_FILE, PlanWish::default());
        let (used, planned) = session.prepared(plan)?;
        self.add(used);
        Ok(planned)
    }

    fn prepare(&mut self, session: &Session<'_>) -> Result<(), SessionError> {
        let used = session.init()?;
        self.add(used);
        self.is_prepared = true;
        Ok(())
    }

    fn add(&mut self, used: Usage) {
        self.usage.cpu += used.cpu;
        self.usage.peak_rss_bytes = self.usage.peak_rss_bytes.max(used.peak_rss_bytes);
    }

    /// Takes out the units that errors are about; false if they do not say.
    fn blame(&mut self, errors: &[String]) -> bool {
        let blamed = self.blamed(errors);
        let is_some = !blamed.is_empty();
        for (path, error) in blamed {
            let outcome = match is_about_unknown(&error) {
                true => Outcome::AfterUpstream(error),
                false => Outcome::Failed(error),
            };
            self.take_out(&path, outcome);
        }
        self.take_out_dependants();
        is_some
    }

    /// Takes out a unit with which there is an error that does not say whose it is: half of the units at a time is planned.
    fn search(&mut self, session: &Session<'_>, errors: &[String]) -> Result<(), PlanError> {
        let order = self.order();
        let (mut fine, mut faulty) = (0, order.len());
        let mut last = errors.to_vec();
        while faulty - fine > 1 {
            let middle = fine + (faulty - fine) / 2;
            let mut aside = BTreeMap::new();
            for path in order.iter().skip(middle) {
                aside.extend(self.pieces.remove_entry(path));
            }
            let gone = self.gone.len();
            self.gone.extend(aside.values().map(|piece| piece.module.clone()));
            let written = self.write_root();
            let planned = written.map(|_| self.plan(session));
            self.gone.truncate(gone);
            self.pieces.append(&mut aside);
            match planned? {
                Ok(_) => fine = middle,
                Err(SessionError::Refused(errors)) => {
                    faulty = middle;
                    last = errors;
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        let Some(culprit) = faulty.checked_sub(1).and_then(|at| order.get(at)) else {
            return Err(SessionError::Refused(errors.to_vec()).into());
        };
        if !self.blame(&last) {
            self.take_out(culprit, Outcome::Failed(last.join("\n")));
            self.take_out_dependants();
        }
        Ok(())
    }

    /// Returns the units in an order in which each comes after those that it reads.
    fn order(&self) -> Vec<String> {
        let mut order: Vec<String> = Vec::new();
        let mut left: BTreeSet<&String> = self.pieces.keys().collect();
        while !left.is_empty() {
            let ready: Vec<&String> = left
                .iter()
                .copied()
                .filter(|path| {
                    let targets = self.pieces.get(*path).map(|piece| piece.targets.values());
                    targets.into_iter().flatten().all(|target| !left.contains(target))
                })
                .collect();
            if ready.is_empty() {
                break;
            }
            for path in ready {
                left.remove(path);
                order.push(path.clone());
            }
        }
        order
    }

    /// Returns the units that errors are about, each with the first of its errors.
    fn blamed(&self, errors: &[String]) -> BTreeMap<String, String> {
        let mut blamed = BTreeMap::new();
        for error in errors {
            // The place comes last; what stands before it may speak of other units.
            let place = error.rfind(" (").and_then(|at| error.get(at..));
            let texts: Vec<&str> = [place, Some(error)].into_iter().flatten().collect();
            let unit = texts.iter().find_map(|text| self.unit_in(text));
            let units = match unit {
                Some(unit) => vec![unit],
                None => texts.iter().find_map(|text| self.users_in(text)).unwrap_or_default(),
            };
            for path in units {
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
            marks.iter().any(|mark| has_word(text, mark))
        };
        self.pieces.iter().find(|(_, piece)| named(piece)).map(|(path, _)| path.clone())
    }

    /// Returns the units that use a provider configuration that a text is about.
    fn users_in(&self, text: &str) -> Option<Vec<String>> {
        let named = |piece: &Piece| {
            piece.aliases.values().any(|one| {
                has_word(text, &one.file()) || has_word(text, &format!("\"].{}", one.alias))
            })
        };
        let users: Vec<String> = self
            .pieces
            .iter()
            .filter(|(_, one)| named(one))
            .map(|(path, _)| path.clone())
            .collect();
        (!users.is_empty()).then_some(users)
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
}

/// Tells whether a text has a mark in it that is not the end of a longer word.
fn has_word(text: &str, mark: &str) -> bool {
    let is_part = |one: char| one.is_ascii_alphanumeric() || one == '_';
    text.match_indices(mark).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().last());
        let behind = text.get(at + mark.len()..).and_then(|behind| behind.chars().next());
        let ends_open = mark.ends_with(['.', '/']);
        before.is_none_or(|one| !is_part(one))
            && (ends_open || behind.is_none_or(|one| !is_part(one)))
    })
}

/// Tells whether the engine says that it must know something before it can plan.
fn is_about_unknown(error: &str) -> bool {
    ["Invalid for_each argument", "Invalid count argument"].iter().any(|one| error.starts_with(one))
        && (error.contains("until apply") || error.contains("known only after"))
}

#[derive(Default, Deserialize)]
struct StateTypes {
    #[serde(default)]
    resources: Vec<StateType>,
}

#[derive(Deserialize)]
struct StateType {
    #[serde(rename = "type")]
    name: String,
    #[serde(default)]
    instances: Vec<StateInstance>,
}

#[derive(Deserialize)]
struct StateInstance {
    attributes: Option<StateId>,
}

#[derive(Deserialize)]
struct StateId {
    #[serde(default, deserialize_with = "text_or_nothing")]
    id: Option<String>,
}

fn text_or_nothing<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let json = serde_json::Value::deserialize(from)?;
    Ok(json.as_str().map(str::to_owned))
}
