//! `landform plan`: what would change, in a kept rehearsal or on the first day.

mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use landform_engine::{Engine, find};
use landform_estate_plan::{Request, plan_estate};
use landform_os::{OsWorld, keep_private};
use landform_rehearse::{Replan, kept_units, plan_kept};
use landform_run::Events;
use landform_terragrunt::{Estate, Unit};
use landform_workbench::{Place, Providers, Served, Wanted};
use landform_world::{Access, Cancel, OverlayWorld, World};

use self::view::Row;
use super::Outcome;
use crate::error::{CHANGES, CommandError, Kind};
use crate::loading::Subject;
use crate::private::PrivateFolder;
use crate::providers::SimulatedProviders;
use crate::rehearsed::{account_ids, generated};
use crate::run_view::RunView;
use crate::settings::{EngineOptions, socket_folder};
use crate::ui::Ui;
use crate::{loading, signals};

/// Plan the whole estate at once: what would change
///
/// Against a rehearsal that `landform rehearse --keep` has left, the company file or live repo is read again, as it is now:
/// change it, and see what the change would do to an estate that exists.
/// Given a company file or a live repo, the plan is that of the first day: nothing exists yet.
/// Values that other units make are unknown, never made up; the plan says which inputs wait for which outputs.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A kept rehearsal, a company file or a live repo [default: the rehearsal that was kept last]
    folder: Option<PathBuf>,
    /// Plan only units whose path contains this text
    #[arg(long, value_name = "TEXT")]
    unit: Option<String>,
    /// Run an engine for each unit instead of one for the whole estate
    #[arg(long)]
    per_unit: bool,
    /// End with exit code 2 if there are changes
    #[arg(long)]
    detailed_exitcode: bool,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
    /// Accept ids of things that no unit makes, such as a network that was there before
    #[arg(long)]
    trust_references: bool,
    #[command(flatten)]
    engine: EngineOptions,
}

impl Args {
    fn wants(&self, unit: &str) -> bool {
        self.unit.as_ref().is_none_or(|text| unit.contains(text.as_str()))
    }
}

/// Where the live repo is, and the place with the states, if there are any.
struct Target {
    root: PathBuf,
    kept: Option<Place>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> Outcome {
    // Engines write states, which are nobody else's business.
    keep_private();
    let world = OsWorld::default();
    let folder = socket_folder(&world);
    let private = PrivateFolder::create(&world, &folder, "run")
        .map_err(|error| CommandError::file("create a private folder in", &folder, &error))?;
    let target = target(&world, args, private.path(), ui)?;
    let world = OverlayWorld::new(&world, account_ids(&world, &target.root)?);
    let estate = loading::estate(&world, &target.root, ui)?;
    let engine = find(&world, args.engine.engine.as_deref())?;
    let providers = SimulatedProviders::new(private.path().to_path_buf(), args.trust_references)
        .map_err(|error| {
            CommandError::new(Kind::Failed, format!("cannot start the simulator: {error}"))
        })?;
    let cancel = signals::cancel_on_interrupt()?;
    let run = Run { args, world: &world, estate: &estate, engine: &engine, providers: &providers };
    let (rows, gone) = match &target.kept {
        Some(place) if args.per_unit => run.per_unit(place, ui, &cancel)?,
        kept => run.stitched(kept.as_ref(), &private.path().join("estate"), &cancel)?,
    };
    if args.json {
        ui.json(&rows);
    } else {
        view::show(ui, &rows);
    }
    for unit in &gone {
        ui.warning(&format!("{unit} exists, but is no longer part of the live repo"));
    }
    let failed = rows.iter().filter(|row| row.fault.is_some()).count();
    if failed > 0 {
        let message = format!("{failed} units could not be planned");
        return Err(CommandError::new(Kind::Failed, message));
    }
    let open = |row: &Row| !row.changes.is_empty() || row.after_upstream.is_some();
    let any = !gone.is_empty() || rows.iter().any(open);
    Ok(if any && args.detailed_exitcode { CHANGES } else { 0 })
}

fn target(world: &dyn World, args: &Args, private: &Path, ui: &Ui) -> Result<Target, CommandError> {
    if let Some(path) = &args.folder {
        let place = Place::existing(loading::absolute(path)?);
        if world.kind(&place.index()).is_none() {
            if args.per_unit {
                let message = "without a rehearsal that exists, units cannot be planned one by one";
                return Err(CommandError::new(Kind::Input, message)
                    .hint("`landform rehearse --keep` makes one; or leave `--per-unit` out"));
            }
            let root = match loading::subject(world, path)? {
                Subject::Live(root) => root,
                Subject::Company(file) => {
                    let company = loading::company(world, &file, ui)?;
                    generated(world, &company, &Place::existing(private.join("new")), ui)?
                }
            };
            return Ok(Target { root, kept: None });
        }
    }
    let place = loading::kept_place(world, args.folder.as_deref())?;
    let kept = loading::kept(world, &place)?;
    let root = match &kept.company {
        Some(file) => generated(world, &loading::company(world, file, ui)?, &place, ui)?,
        None => kept.root,
    };
    Ok(Target { root, kept: Some(place) })
}

/// What it takes to plan.
struct Run<'a> {
    args: &'a Args,
    world: &'a dyn World,
    estate: &'a Estate,
    engine: &'a Engine,
    providers: &'a SimulatedProviders,
}

/// The rows of a plan, and the units that are no longer part of the live repo.
type Rows = (Vec<Row>, Vec<String>);

impl Run<'_> {
    fn stitched(
        &self,
        kept: Option<&Place>,
        folder: &Path,
        cancel: &Cancel,
    ) -> Result<Rows, CommandError> {
        let Run { args, world, estate, engine, providers } = *self;
        world
            .create_folder(folder, Access::Private)
            .map_err(|error| CommandError::file("create", folder, &error))?;
        let states = kept.map_or_else(|| Ok(BTreeMap::new()), |place| states(world, place))?;
        let paths: BTreeSet<String> = estate.units.keys().map(ToString::to_string).collect();
        let gone = states.keys().filter(|unit| !paths.contains(*unit) && args.wants(unit));
        let gone = gone.cloned().collect();
        let excluded =
            |unit: &Unit| unit.settings.exclude.as_ref().is_some_and(|one| one.applies_to("apply"));
        let included = estate.units.values().filter(|unit| !excluded(unit));
        let units: BTreeSet<String> =
            included.map(|unit| unit.path.to_string()).filter(|unit| args.wants(unit)).collect();
        let request = Request { estate, engine, folder, units: &units, states };
        let mut served: Option<Box<dyn Served + '_>> = None;
        let plan = plan_estate(
            world,
            &request,
            &mut |types| {
                let existing = BTreeSet::new();
                let (unit, replay) = ("estate", false);
                let wanted = Wanted { unit, types, folder, existing: &existing, replay };
                Ok(served.insert(providers.serve(&wanted)?).env())
            },
            cancel,
        );
        if cancel.is_requested() {
            return Err(stopped());
        }
        let plan = plan.map_err(|error| {
            CommandError::new(Kind::Failed, format!("the estate cannot be planned: {error}"))
        })?;
        Ok((view::of_estate(&plan, &|unit| units.contains(unit)), gone))
    }

    fn per_unit(&self, place: &Place, ui: &mut Ui, cancel: &Cancel) -> Result<Rows, CommandError> {
        let Run { args, world, estate, engine, providers } = *self;
        let planned = {
            let view = Mutex::new(RunView::new(ui, false));
            let events = Events::new(world, |event| {
                view.lock().unwrap_or_else(PoisonError::into_inner).show(event);
            });
            let jobs = args.engine.jobs(world);
            let replan = Replan { place, estate, engine, providers, jobs };
            plan_kept(world, &replan, |unit| args.wants(unit), &events, cancel)
                .map_err(|error| CommandError::file("read the states in", place.folder(), &error))?
        };
        if cancel.is_requested() {
            return Err(stopped());
        }
        let (_, failed, _) = planned.summary.counts();
        let gone = planned.gone.clone();
        let rows = view::of_units(planned);
        if failed > 0 {
            view::show(ui, &rows);
            let message = format!("{failed} units could not be planned");
            return Err(CommandError::new(Kind::Failed, message));
        }
        Ok((rows, gone))
    }
}

fn stopped() -> CommandError {
    CommandError::new(Kind::Interrupted, "the plan was stopped before its end")
}

/// Reads the states of a kept rehearsal.
fn states(world: &dyn World, place: &Place) -> Result<BTreeMap<String, Vec<u8>>, CommandError> {
    let units = kept_units(world, place)
        .map_err(|error| CommandError::file("read the states in", place.folder(), &error))?;
    let mut states = BTreeMap::new();
    for unit in units {
        let file = place.state(&unit);
        let text = world.read(&file).map_err(|error| CommandError::file("read", &file, &error))?;
        states.insert(unit, text);
    }
    Ok(states)
}
