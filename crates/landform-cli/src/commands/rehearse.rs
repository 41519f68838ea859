//! `landform rehearse`: the whole estate, applied, planned again and destroyed on the simulator.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use landform_engine::{Engine, find};
use landform_os::{Meter, OsWorld};
use landform_rehearse::{Options, Place, Rehearsed, Report, html, rehearse, with_account_ids};
use landform_run::Events;
use landform_world::{Access, Cancel, OverlayWorld, World};

use super::Outcome;
use crate::error::{CommandError, Kind};
use crate::loading::{self, Subject};
use crate::private::PrivateFolder;
use crate::providers::SimulatedProviders;
use crate::run_view::RunView;
use crate::settings::{EngineOptions, home, socket_folder};
use crate::signals;
use crate::ui::Ui;

/// Rehearse a whole estate offline: apply all, plan again, destroy all
///
/// An unmodified engine runs every unit in the order of the graph against a simulated AWS.
/// The second plan must be empty, and after the destroy nothing may be left.
/// Nothing real is touched and no credentials are read.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A company file, a folder with one, or the root folder of a live repo
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Write the figures to a JSON file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write a page that draws the estate
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Leave the estate standing for `landform plan` and `landform show`, in FOLDER or in Landform's own
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, require_equals = true)]
    keep: Option<Option<PathBuf>>,
    /// Print the events of the run as JSON lines
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    engine: EngineOptions,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> Outcome {
    let world = OsWorld::default();
    let meter = Meter::default();
    // Everything that can be wrong with the input is said before anything is made.
    let subject = loading::subject(&world, &args.path)?;
    let name = name_of(&subject);
    let home = home(&world);
    let place = Folders::create(&world, args, &home, &name)?;
    let root = match &subject {
        Subject::Live(root) => root.clone(),
        Subject::Company(file) => generate(&world, file, &place, ui)?,
    };
    let accounts = root.join(loading::ACCOUNTS_FILE);
    let world = OverlayWorld::new(&world, rehearsal_accounts(&world, &accounts)?);
    let estate = loading::estate(&world, &root, ui)?;
    let engine = find(&world, args.engine.engine.as_deref())?;
    let jobs = args.engine.jobs(&world);
    announce(ui, &engine, estate.units.len(), jobs);
    let providers =
        SimulatedProviders::new(place.sockets.path().to_path_buf()).map_err(|error| {
            CommandError::new(Kind::Failed, format!("cannot start the simulator: {error}"))
        })?;
    let cancel = signals::cancel_on_interrupt()?;
    let keep = args.keep.is_some();
    let options = Options {
        name,
        engine: &engine,
        estate: &estate,
        place: &place.place,
        providers: &providers,
        jobs,
        keep,
    };
    let mut rehearsed = {
        let view = Mutex::new(RunView::new(ui, args.json));
        let events = Events::new(&world, |event| {
            view.lock().unwrap_or_else(std::sync::PoisonError::into_inner).show(event);
        });
        rehearse(&world, &options, &events, &cancel)
            .map_err(|error| CommandError::file("write in", place.place.folder(), &error))?
    };
    let usage = meter.read();
    rehearsed.report.cpu_seconds = usage.cpu.as_secs_f64();
    rehearsed.report.peak_rss_bytes = usage.peak_rss_bytes;
    write_reports(&world, args, &rehearsed.report)?;
    conclude(&world, (ui, args), &place, &rehearsed, &cancel)
}

fn name_of(subject: &Subject) -> String {
    let folder = match subject {
        Subject::Company(file) => file.parent().unwrap_or(file),
        Subject::Live(root) => root,
    };
    folder
        .file_name()
        .map_or_else(|| "estate".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The folders of a rehearsal; those that are not kept go away with this value.
struct Folders {
    place: Place,
    /// Sockets have a limit of about 100 bytes on their path, so they are not below the place.
    sockets: PrivateFolder,
    _temporary: Option<PrivateFolder>,
}

impl Folders {
    fn create(world: &OsWorld, args: &Args, home: &Path, name: &str) -> Result<Self, CommandError> {
        let short = socket_folder(world);
        let fault = |path: &Path| {
            let path = path.to_path_buf();
            move |error: std::io::Error| {
                CommandError::file("create a private folder in", &path, &error)
                    .hint("name another place with LANDFORM_HOME or TMPDIR")
            }
        };
        let sockets = PrivateFolder::create(world, &short, "run").map_err(fault(&short))?;
        let (folder, temporary) = match &args.keep {
            Some(Some(folder)) => (loading::absolute(folder)?, None),
            Some(None) => (home.join("rehearsals").join(name), None),
            None => {
                let temporary = PrivateFolder::create(world, &home.join("tmp"), "rehearsal")
                    .map_err(fault(home))?;
                (temporary.path().to_path_buf(), Some(temporary))
            }
        };
        clear(world, &folder)?;
        let place = Place::create(world, &folder).map_err(fault(&folder))?;
        Ok(Self { place, sockets, _temporary: temporary })
    }
}

/// Empties the folder of an earlier kept rehearsal; a folder that holds anything else is left alone.
fn clear(world: &OsWorld, folder: &Path) -> Result<(), CommandError> {
    let entries = world.list(folder).unwrap_or_default();
    let known = ["engine.tfrc", "fetched", "live", "lock", "rehearsal.json", "state", "work"];
    if let Some(foreign) = entries.iter().find(|entry| !known.contains(&entry.name.as_str())) {
        let message = format!(
            "`{}` holds `{}`, which is not part of a rehearsal",
            folder.display(),
            foreign.name
        );
        return Err(
            CommandError::new(Kind::Input, message).hint("name an empty folder with --keep")
        );
    }
    for entry in entries.iter().filter(|entry| entry.name != "lock") {
        let path = folder.join(&entry.name);
        let removed = match world.kind(&path) {
            Some(landform_world::EntryKind::Folder) => world.remove_folder(&path),
            _ => world.remove_file(&path),
        };
        removed.map_err(|error| CommandError::file("remove", &path, &error))?;
    }
    Ok(())
}

/// Writes the live repo of a company file into the rehearsal's own folder.
fn generate(
    world: &OsWorld,
    file: &Path,
    place: &Folders,
    ui: &Ui,
) -> Result<PathBuf, CommandError> {
    let company = loading::company(world, file, ui)?;
    let root = place.place.folder().join("live");
    let tree = landform_scaffold::render(&company);
    for (path, text) in &tree.files {
        let target = root.join(path);
        let folder = target.parent().unwrap_or(&root);
        world
            .create_folder(folder, Access::Private)
            .and_then(|()| world.write(&target, text.as_bytes(), Access::Shared))
            .map_err(|error| CommandError::file("write", &target, &error))?;
    }
    ui.status("generated", &format!("{} files from {}", tree.files.len(), file.display()));
    Ok(root)
}

/// Returns the account file with an id for every account that has none yet; nothing where there is no account file.
fn rehearsal_accounts(
    world: &OsWorld,
    path: &Path,
) -> Result<BTreeMap<PathBuf, Vec<u8>>, CommandError> {
    if world.kind(path).is_none() {
        return Ok(BTreeMap::new());
    }
    let text = world.read_text(path).map_err(|error| CommandError::file("read", path, &error))?;
    // A live repo that Landform did not write may have an account file of another shape: it stays as it is.
    let filled = with_account_ids(&text).unwrap_or(text);
    Ok(BTreeMap::from([(path.to_path_buf(), filled.into_bytes())]))
}

fn announce(ui: &Ui, engine: &Engine, units: usize, jobs: usize) {
    let Engine { kind, version, .. } = engine;
    let text = format!("{units} units with {} {version}, {jobs} at once", kind.name());
    ui.status("rehearse", &text);
}

fn write_reports(world: &dyn World, args: &Args, report: &Report) -> Result<(), CommandError> {
    let write = |path: &PathBuf, text: String| {
        let path = loading::absolute(path)?;
        world
            .write(&path, text.as_bytes(), Access::Shared)
            .map_err(|error| CommandError::file("write", &path, &error))
    };
    if let Some(path) = &args.report {
        let text = serde_json::to_string_pretty(report)
            .map_err(|error| CommandError::new(Kind::Failed, error.to_string()))?;
        write(path, format!("{text}\n"))?;
    }
    if let Some(path) = &args.html {
        write(path, html(report))?;
    }
    Ok(())
}

/// Says how it ended, in words and as exit code.
fn conclude(
    world: &dyn World,
    (ui, args): (&Ui, &Args),
    place: &Folders,
    rehearsed: &Rehearsed,
    cancel: &Cancel,
) -> Outcome {
    let report = &rehearsed.report;
    for (name, account) in &report.accounts {
        let text = format!(
            "{name} ({}): {} units, {} resources",
            account.id, account.units, account.resources
        );
        ui.status("account", &text);
    }
    for unit in report.units.iter().filter(|unit| !unit.second_plan.is_empty()) {
        ui.warning(&format!(
            "the second plan of {} is not empty: {}",
            unit.path,
            unit.second_plan.join(", ")
        ));
    }
    for left in rehearsed.left.iter().filter(|_| report.resources_left.is_some()) {
        ui.warning(&format!(
            "left in {} {}: {} {}",
            left.account, left.region, left.type_name, left.id
        ));
    }
    ui.status(
        "total",
        &format!(
            "{} resources in {} units and {} accounts; {} changes at the second plan; {}; {:.1} s, {:.1} CPU-s, {} MB at most.",
            report.resources_created,
            report.units.len(),
            report.accounts.len(),
            report.second_plan_changes,
            report.resources_left.map_or_else(|| "everything kept".to_owned(), |left| format!("{left} left")),
            report.wall_seconds,
            report.cpu_seconds,
            report.peak_rss_bytes >> 20,
        ),
    );
    if args.keep.is_some() {
        loading::note_kept(world, &place.place)
            .map_err(|error| CommandError::file("write in", &home(world), &error))?;
        let folder = place.place.folder().display();
        ui.status("kept", &format!("in {folder}"));
        ui.hint(&format!(
            "`landform plan {folder}` plans it again, `landform show {folder}` lists what exists"
        ));
    }
    if cancel.is_requested() {
        return Err(CommandError::new(
            Kind::Interrupted,
            "the rehearsal was stopped before its end",
        ));
    }
    if report.success {
        return Ok(0);
    }
    let failed = report.units.iter().filter(|unit| unit.error.is_some()).count();
    let skipped = report.units.iter().filter(|unit| unit.skipped_because.is_some()).count();
    let message =
        format!("the rehearsal failed: {failed} units failed, {skipped} were not reached");
    Err(CommandError::new(Kind::Failed, message))
}
