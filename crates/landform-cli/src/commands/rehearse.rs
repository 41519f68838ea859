//! `landform rehearse`: the whole estate, applied, planned again and destroyed on the simulator.

mod conclusion;
mod folders;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use landform_engine::{Engine, find};
use landform_os::{Meter, OsWorld};
use landform_rehearse::{Options, rehearse, with_account_ids};
use landform_run::Events;
use landform_world::{Access, OverlayWorld, World};

use self::folders::Folders;
use super::Outcome;
use crate::error::{CommandError, Kind};
use crate::loading::{self, Subject};
use crate::providers::SimulatedProviders;
use crate::run_view::RunView;
use crate::settings::{EngineOptions, home};
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

impl Args {
    /// Returns where the estate is kept, if it is.
    fn place_to_keep(
        &self,
        world: &dyn World,
        name: &str,
    ) -> Result<Option<PathBuf>, CommandError> {
        match &self.keep {
            None => Ok(None),
            Some(None) => Ok(Some(home(world).join("rehearsals").join(name))),
            Some(Some(folder)) => loading::absolute(folder).map(Some),
        }
    }
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> Outcome {
    let world = OsWorld::default();
    let meter = Meter::default();
    // Everything that can be wrong with the input is said before anything is made.
    let subject = loading::subject(&world, &args.path)?;
    let name = name_of(&subject);
    let keep = args.place_to_keep(&world, &name)?;
    let place = Folders::create(&world, keep.as_ref())?;
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
    let options = Options {
        name,
        engine: &engine,
        estate: &estate,
        place: &place.place,
        providers: &providers,
        jobs,
        keep: keep.is_some(),
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
    let files = (args.report.as_ref(), args.html.as_ref());
    conclusion::write_reports(&world, &rehearsed.report, files)?;
    if let Some(folder) = keep {
        note_kept(&world, &place, &folder, ui)?;
    }
    conclusion::conclude(ui, &rehearsed, &cancel)
}

fn note_kept(
    world: &dyn World,
    place: &Folders,
    folder: &Path,
    ui: &Ui,
) -> Result<(), CommandError> {
    loading::note_kept(world, &place.place)
        .map_err(|error| CommandError::file("write in", &home(world), &error))?;
    let folder = folder.display();
    ui.status("kept", &format!("in {folder}"));
    ui.hint(&format!(
        "`landform plan {folder}` plans it again, `landform show {folder}` lists what exists"
    ));
    Ok(())
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
