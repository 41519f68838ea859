//! `landform rehearse`: the whole estate, applied, planned again and destroyed on the simulator.

mod conclusion;
mod folders;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use landform_engine::{Engine, find};
use landform_os::{Meter, OsWorld, keep_private};
use landform_rehearse::{Options, rehearse};
use landform_run::Events;
use landform_world::{OverlayWorld, World};

use self::folders::Folders;
use super::Outcome;
use crate::error::{CommandError, Kind};
use crate::loading::{self, Subject};
use crate::providers::{ProviderKind, Purpose, SimulatedProviders};
use crate::rehearsed::{account_ids, generated};
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
    /// Accept ids of things that no unit makes, such as a network that was there before
    #[arg(long)]
    trust_references: bool,
    /// Who validates and plans: the simulator, or the real provider where its binary is on this machine
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    provider: ProviderKind,
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

    /// Refuses to keep an estate inside the live repo, where its working copies would look like units.
    fn refuse_inside(keep: Option<&PathBuf>, subject: &Subject) -> Result<(), CommandError> {
        let Subject::Live(root) = subject else { return Ok(()) };
        match keep.filter(|folder| folder.starts_with(root)) {
            None => Ok(()),
            Some(folder) => Err(CommandError::new(
                Kind::Usage,
                format!("`{}` is inside the live repo that is rehearsed", folder.display()),
            )
            .hint("name a folder outside of it with --keep=FOLDER, or give --keep alone")),
        }
    }
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> Outcome {
    // Engines write states, which are nobody else's business.
    keep_private();
    let world = OsWorld::default();
    let meter = Meter::default();
    // Everything that can be wrong with the input is said before anything is made.
    let subject = loading::subject(&world, &args.path)?;
    let name = name_of(&subject);
    let keep = args.place_to_keep(&world, &name)?;
    Args::refuse_inside(keep.as_ref(), &subject)?;
    let files = (args.report.as_ref(), args.html.as_ref());
    conclusion::make_room(&world, files)?;
    let company = match &subject {
        Subject::Live(_) => None,
        Subject::Company(file) => Some(loading::company(&world, file, ui)?),
    };
    let engine = find(&world, args.engine.engine.as_deref())?;
    // An earlier rehearsal that was kept is emptied here, and not before.
    let place = Folders::create(&world, keep.as_ref())?;
    let root = match (&subject, &company) {
        (Subject::Company(_), Some(company)) => generated(&world, company, &place.place, ui)?,
        (Subject::Live(path) | Subject::Company(path), _) => path.clone(),
    };
    let world = OverlayWorld::new(&world, account_ids(&world, &root)?);
    let estate = loading::estate(&world, &root, ui)?;
    loading::warn_of_hooks(ui, &estate, &["init", "plan", "apply", "destroy"]);
    let jobs = args.engine.jobs(&world);
    announce(ui, &engine, estate.units.len(), jobs);
    let providers =
        SimulatedProviders::new(place.sockets.path().to_path_buf(), args.trust_references)
            .map_err(|error| {
                CommandError::new(Kind::Failed, format!("cannot start the simulator: {error}"))
            })?
            .planned_by(args.provider, Purpose::Units, &world, ui)?;
    let cancel = signals::cancel_on_interrupt()?;
    let options = Options {
        name,
        company: subject.company(),
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
    conclusion::write_reports(&world, &rehearsed.report, files)?;
    if let Some(folder) = keep {
        note_kept(&world, &place, &folder, ui)?;
    }
    providers.note_fallbacks(ui);
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

fn announce(ui: &Ui, engine: &Engine, units: usize, jobs: usize) {
    let Engine { kind, version, .. } = engine;
    let text = format!("{units} units with {} {version}, {jobs} at once", kind.name());
    ui.status("rehearse", &text);
}
