//! The planning itself: states are read, providers served, and the estate planned in one run or unit by unit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use landform_apply::backend_of;
use landform_aws::read_all;
use landform_engine::Engine;
use landform_estate_plan::{EstatePlan, Request, plan_estate, plan_units};
use landform_plan::{Backend, FaultKind, StateError};
use landform_rehearse::kept_units;
use landform_run::Events;
use landform_terragrunt::{Estate, Unit};
use landform_workbench::{BackEnd, Bench, Footing, Place, Providers, Provisioners};
use landform_world::{Access, Cancel, World};

use super::subject::Subject;
use crate::cloud::{Cloud, CloudKind, simulated_home};
use crate::error::{CommandError, Kind};
use crate::keeper::simulated_world;
use crate::providers::{CloudProviders, OwnProviders, ProviderKind, Purpose, SimulatedProviders};
use crate::run_view::RunView;
use crate::ui::Ui;
use crate::{accounts, states};

/// What it takes to plan.
pub(crate) struct Run<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) estate: &'a Estate,
    pub(crate) engine: &'a Engine,
    pub(crate) cloud: &'a Cloud,
    pub(crate) subject: &'a Subject,
    /// The units that are asked for.
    pub(crate) units: &'a BTreeSet<String>,
    /// A private folder.
    pub(crate) folder: &'a Path,
    pub(crate) trust_references: bool,
    /// Who plans where nothing is real.
    pub(crate) provider: ProviderKind,
    /// How many engines run at once where each unit gets its own.
    pub(crate) jobs: Option<usize>,
}

/// A plan, and the states that it was made against.
pub(crate) struct PlannedEstate {
    pub(crate) plan: EstatePlan,
    pub(crate) states: BTreeMap<String, Vec<u8>>,
    /// Units that have a state, but are no longer part of the live repo.
    pub(crate) gone: Vec<String>,
}

/// The states of units, and why those of others cannot be used.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) states: BTreeMap<String, Vec<u8>>,
    /// Why the states of units cannot be read.
    pub(crate) unreadable: BTreeMap<String, String>,
    /// Buckets for states that are not there yet.
    missing: BTreeSet<String>,
}

/// Who plays the providers.
enum Player {
    Simulated(Box<SimulatedProviders>),
    Cloud(Box<CloudProviders>),
    Own(OwnProviders),
}

impl Player {
    fn providers(&self) -> &dyn Providers {
        match self {
            Self::Simulated(providers) => providers.as_ref(),
            Self::Cloud(providers) => providers.as_ref(),
            Self::Own(providers) => providers,
        }
    }
}

impl Run<'_> {
    /// Plans.
    pub(crate) fn plan(&self, ui: &mut Ui, cancel: &Cancel) -> Result<PlannedEstate, CommandError> {
        let folder = self.folder.join("estate");
        self.world
            .create_folder(&folder, Access::Private)
            .map_err(|error| CommandError::file("create", &folder, &error))?;
        let place = self.place()?;
        let footing = self.footing(&place)?;
        let player = self.player(ui)?;
        let providers = player.providers();
        let Self { world, engine, estate, units, .. } = *self;
        let bench = Bench { world, engine, place: &place, providers, footing: &footing };
        let Found { mut states, unreadable, missing } = self.found(&bench, cancel)?;
        for bucket in missing {
            ui.warning(&format!(
                "the bucket `{bucket}` is not there yet, so nothing exists whose state would be in it; \
                 `landform apply --bootstrap` creates it"
            ));
        }
        let paths: BTreeSet<String> = estate.units.keys().map(ToString::to_string).collect();
        let gone = states.keys().filter(|unit| !paths.contains(*unit)).cloned().collect();
        states.retain(|unit, _| paths.contains(unit));
        let request = Request {
            world,
            estate,
            engine,
            folder: &folder,
            units,
            states: &states,
            unreadable: &unreadable,
            providers,
            footing: &footing,
        };
        let plan = match self.jobs {
            Some(jobs) => {
                let copied = self.copied(&footing);
                per_unit(&request, Bench { footing: &copied, ..bench }, jobs, ui, cancel)
            }
            None => plan_estate(&request, cancel).map_err(|error| {
                CommandError::new(Kind::Failed, format!("the estate cannot be planned: {error}"))
            })?,
        };
        if let Player::Cloud(clouds) = &player {
            clouds.note_fallbacks(ui);
        }
        Ok(PlannedEstate { plan, states, gone })
    }

    /// Reads the states of all units of the estate.
    pub(crate) fn states(&self, cancel: &Cancel) -> Result<Found, CommandError> {
        let place = self.place()?;
        let footing = self.footing(&place)?;
        let Self { world, engine, .. } = *self;
        let providers = &OwnProviders;
        let bench = Bench { world, engine, place: &place, providers, footing: &footing };
        self.found(&bench, cancel)
    }

    /// Returns where working copies go, beside the states that are files of Landform's.
    fn place(&self) -> Result<Place, CommandError> {
        let folder = self.folder.join("units");
        let fault = |error| CommandError::file("create", &folder, &error);
        match (self.subject, self.cloud.kind) {
            (Subject::Kept(states, _), _) => {
                Place::beside(self.world, &folder, states).map_err(fault)
            }
            (Subject::Live(root), CloudKind::Simulated) => {
                let states = Place::existing(simulated_home(self.world, root));
                Place::beside(self.world, &folder, &states).map_err(fault)
            }
            (Subject::Live(_) | Subject::New(_), _) => {
                Place::create(self.world, &folder).map_err(fault)
            }
        }
    }

    fn footing(&self, place: &Place) -> Result<Footing, CommandError> {
        if self.cloud.is_real() {
            let env = self.cloud.variables(self.world);
            let provisioners = Provisioners::Withheld;
            return Ok(Footing { back_end: BackEnd::Own, provisioners, engine_config: None, env });
        }
        let file = place.engine_config();
        self.world
            .write(&file, b"", Access::Private)
            .map_err(|error| CommandError::file("write", &file, &error))?;
        Ok(Footing::simulated(self.world, place))
    }

    /// Returns what engines stand on that plan one unit each: with served providers, copies of the states will do.
    fn copied(&self, footing: &Footing) -> Footing {
        let back_end = match footing.back_end {
            BackEnd::Own if self.cloud.broker => BackEnd::Copied,
            BackEnd::Own | BackEnd::Local | BackEnd::Copied => footing.back_end,
        };
        Footing { back_end, ..footing.clone() }
    }

    fn player(&self, ui: &Ui) -> Result<Player, CommandError> {
        let sockets: PathBuf = self.folder.to_path_buf();
        let purpose = if self.jobs.is_some() { Purpose::Units } else { Purpose::Plan };
        if self.cloud.is_real() {
            return Ok(match self.cloud.broker {
                true => {
                    let clouds = CloudProviders::new(self.cloud, sockets, purpose)?;
                    Player::Cloud(Box::new(clouds))
                }
                false => Player::Own(OwnProviders),
            });
        }
        let providers = SimulatedProviders::new(sockets, self.trust_references);
        let providers = providers.map_err(|error| {
            CommandError::new(Kind::Failed, format!("cannot start the simulator: {error}"))
        })?;
        let providers = providers.planned_by(self.provider, purpose, self.world, ui)?;
        let Subject::Live(root) = self.subject else {
            return Ok(Player::Simulated(Box::new(providers)));
        };
        let home = simulated_world(self.world, root);
        // Nothing was ever applied where there is no world; a plan makes none.
        Ok(Player::Simulated(Box::new(match self.world.kind(&home) {
            Some(_) => providers.kept_in(&home)?,
            None => providers,
        })))
    }

    /// Reads the states that there are.
    fn found(&self, bench: &Bench<'_>, cancel: &Cancel) -> Result<Found, CommandError> {
        match self.subject {
            Subject::New(_) => Ok(Found::default()),
            Subject::Kept(place, _) => self.kept(place),
            Subject::Live(_) => self.stored(bench, cancel),
        }
    }

    fn kept(&self, place: &Place) -> Result<Found, CommandError> {
        let units = kept_units(self.world, place)
            .map_err(|error| CommandError::file("read the states in", place.folder(), &error))?;
        let mut found = Found::default();
        for unit in units {
            let file = place.state(&unit);
            let text = self.world.read(&file);
            let text = text.map_err(|error| CommandError::file("read", &file, &error))?;
            found.states.insert(unit, text);
        }
        Ok(found)
    }

    /// Reads states where the units of the live repo keep them; a state that cannot be read hides no other.
    fn stored(&self, bench: &Bench<'_>, cancel: &Cancel) -> Result<Found, CommandError> {
        let (mut found, mut for_engines) = (Found::default(), BTreeMap::new());
        let mut backends = BTreeMap::new();
        for unit in self.estate.units.values() {
            match backend_of(bench, unit, &unit.settings) {
                Ok(backend) => drop(backends.insert(unit.path.to_string(), backend)),
                Err(why) => drop(found.unreadable.insert(unit.path.to_string(), why)),
            }
        }
        let store = states::states(self.cloud, self.world);
        if self.cloud.is_real() {
            let wants = |unit: &Unit| self.units.contains(unit.path.as_str());
            accounts::refuse_all_wrong(&store, self.estate, wants)?;
        }
        for (unit, read) in read_all(&store, &backends) {
            match read {
                Ok(Some(text)) => drop(found.states.insert(unit, text)),
                Ok(None) => {}
                Err(error) if error.is_for_engine() => drop(for_engines.insert(unit, error)),
                Err(error) => {
                    if let Some(bucket) = missing_bucket(backends.get(&unit), &error) {
                        found.missing.insert(bucket.to_owned());
                        continue;
                    }
                    let place = backends.get(&unit).map(ToString::to_string).unwrap_or_default();
                    let hint = error.hint().map(|hint| format!("\nhint: {hint}"));
                    let why = format!(
                        "its state ({place}) cannot be used: {error}{}",
                        hint.unwrap_or_default()
                    );
                    found.unreadable.insert(unit, why);
                }
            }
        }
        let units = self.estate.units.values();
        let units: Vec<_> =
            units.filter(|unit| for_engines.contains_key(unit.path.as_str())).collect();
        for (unit, read) in states::by_engine(bench, self.estate, &units, cancel) {
            match read {
                Ok(state) => found.states.extend(state.map(|text| (unit, text))),
                Err(why) => {
                    let first = for_engines.get(&unit).map(ToString::to_string);
                    let first = first.unwrap_or_default();
                    let why = format!("{first}, and the engine says: {why}");
                    found.unreadable.insert(unit, why);
                }
            }
        }
        Ok(found)
    }
}

/// Returns the bucket of a state that cannot be there, because the bucket is not.
fn missing_bucket<'b>(backend: Option<&'b Backend>, error: &StateError) -> Option<&'b str> {
    let is_missing = matches!(error, StateError::Failed(one) if one.kind == FaultKind::NoPlace);
    backend?.text("bucket").filter(|_| is_missing)
}

fn per_unit(
    request: &Request<'_>,
    bench: Bench<'_>,
    jobs: usize,
    ui: &mut Ui,
    cancel: &Cancel,
) -> EstatePlan {
    let view = Mutex::new(RunView::new(ui, false));
    let events = Events::new(request.world, |event| {
        view.lock().unwrap_or_else(PoisonError::into_inner).show(event);
    });
    plan_units(request, bench, jobs, &events, cancel)
}
