//! What apply and destroy work with: the live repo, the cloud, the engine, the states, the runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use landform_apply::{
    Ended, History, Identity, Journal, Operation, Record, Request, Reviewer, Started, perform,
};
use landform_aws::States;
use landform_engine::{Engine, find};
use landform_os::{OsWorld, keep_private};
use landform_plan::{SAVED_FORMAT, SavedPlan, StateStore};
use landform_run::Events;
use landform_terragrunt::Estate;
use landform_workbench::{BackEnd, Bench, Footing, Place, Providers, Provisioners};
use landform_world::{Access, Cancel, OverlayWorld, World};

use super::choice::chosen;
use super::identity::identity;
use super::late::Late;
use super::runs::{self, Run, Runs};
use crate::cloud::{Cloud, CloudKind, CloudOptions, live_home, simulated_home};
use crate::commands::Outcome;
use crate::error::{CommandError, Kind};
use crate::keeper::{KeptProviders, Setup};
use crate::loading::{self, Subject};
use crate::private::PrivateFolder;
use crate::providers::OwnProviders;
use crate::rehearsed::account_ids;
use crate::run_view::RunView;
use crate::settings::{EngineOptions, socket_folder};
use crate::ui::Ui;
use crate::{accounts, states};

/// What apply and destroy work with.
pub(crate) struct Stage<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) estate: &'a Estate,
    pub(crate) engine: &'a Engine,
    pub(crate) cloud: &'a Cloud,
    pub(crate) cloud_url: Option<&'a str>,
    pub(crate) runs: &'a Runs,
    pub(crate) store: &'a dyn StateStore,
    pub(crate) states: &'a States<'a>,
    pub(crate) identity: Identity<'static>,
    pub(crate) sockets: &'a Path,
    pub(crate) jobs: usize,
    pub(crate) json: bool,
}

/// Options of commands that change a live repo's estate.
#[derive(clap::Args, Debug)]
pub(crate) struct RunOptions {
    /// The root folder of a live repo
    #[arg(default_value = ".")]
    pub(crate) folder: PathBuf,
    /// Only units whose path fits, also a folder above them, with `*` for any text; or `account:NAME`, `region:NAME`, `module:NAME`
    #[arg(long, value_name = "FILTER")]
    pub(crate) filter: Vec<String>,
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Go on with a run that was cut short, the latest if no name is given
    #[arg(long, value_name = "RUN", num_args = 0..=1, require_equals = true, conflicts_with_all = ["filter", "abandon"])]
    pub(crate) resume: Option<Option<String>>,
    /// Give a run up that was cut short: its locks are released, what it has changed stays
    #[arg(long, conflicts_with = "filter")]
    pub(crate) abandon: bool,
    /// Print the events of the run as JSON lines
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) cloud: CloudOptions,
    #[command(flatten)]
    pub(crate) engine: EngineOptions,
}

/// Sets the stage, and goes on with it.
pub(crate) fn staged(
    options: &RunOptions,
    ui: &mut Ui,
    then: impl FnOnce(&Stage<'_>, &mut Ui) -> Outcome,
) -> Outcome {
    // Engines write states, which are nobody else's business.
    keep_private();
    let os = OsWorld::default();
    let root = match loading::subject(&os, &options.folder)? {
        Subject::Live(root) => root,
        Subject::Company(file) => {
            let message = format!("`{}` is a company file, not a live repo", file.display());
            return Err(CommandError::new(Kind::Usage, message)
                .hint("`landform generate` writes the live repo of a company file"));
        }
    };
    let cloud = options.cloud.resolve(&os, CloudKind::Aws)?;
    let is_simulated = cloud.kind == CloudKind::Simulated;
    let ids = if is_simulated { account_ids(&os, &root)? } else { BTreeMap::new() };
    let world = OverlayWorld::new(&os, ids);
    let estate = loading::estate(&world, &root, ui)?;
    // A run that goes on was let through when it began.
    if !is_simulated && options.resume.is_none() && !options.abandon {
        refuse_unnumbered(&estate, &chosen(&estate, &options.filter)?)?;
    }
    loading::warn_of_hooks(ui, &estate, &["init", "plan", "apply", "destroy"]);
    let engine = find(&os, options.engine.engine.as_deref())?;
    let runs = Runs::take(&os, &live_home(&os, &root), ui)?;
    let short = socket_folder(&os);
    let sockets = PrivateFolder::create(&os, &short, "run").map_err(|error| {
        CommandError::file("create a private folder in", &short, &error)
            .hint("name another place with TMPDIR")
    })?;
    let store = states::states(&cloud, &os);
    if !is_simulated {
        let wanted = chosen(&estate, &options.filter)?;
        accounts::refuse_wrong(&store, &estate, |unit| wanted.contains(unit.path.as_str()))?;
    }
    let stage = Stage {
        world: &world,
        estate: &estate,
        engine: &engine,
        cloud: &cloud,
        runs: &runs,
        store: &store,
        states: &store,
        cloud_url: options.cloud.cloud_url.as_deref(),
        identity: identity(&os),
        sockets: sockets.path(),
        jobs: options.engine.jobs(&os),
        json: options.json,
    };
    then(&stage, ui)
}

/// Refuses accounts that do not exist yet: nothing real can be done in them.
fn refuse_unnumbered(estate: &Estate, wanted: &BTreeSet<String>) -> Result<(), CommandError> {
    let wanted = estate.units.values().filter(|unit| wanted.contains(unit.path.as_str()));
    let open = wanted.filter(|unit| unit.account_id.as_deref() == Some(""));
    let accounts: BTreeSet<&str> =
        open.map(|unit| unit.account.as_deref().unwrap_or(unit.path.as_str())).collect();
    if accounts.is_empty() {
        return Ok(());
    }
    let names = accounts.into_iter().collect::<Vec<_>>().join("`, `");
    Err(CommandError::new(Kind::Input, format!("the accounts `{names}` have no number yet"))
        .hint("create them, and write their numbers into `accounts.json`; where the unit `organization` makes them, apply it alone with `--filter` first: `landform learn --write` then does the rest"))
}

/// A run that is about to begin, or to go on.
pub(crate) struct Prepared<'a> {
    /// Its name.
    pub(crate) name: String,
    /// Its folder.
    pub(crate) folder: &'a Path,
    /// What it does.
    pub(crate) operation: Operation,
    /// What was reviewed.
    pub(crate) reviewed: &'a SavedPlan,
    /// The units that are left to do.
    pub(crate) units: BTreeSet<String>,
    /// What was done before.
    pub(crate) resumed: Option<&'a History>,
    /// Whether what refuses to be destroyed is destroyed all the same.
    pub(crate) lifts_guards: bool,
}

impl Stage<'_> {
    /// Returns what tells the live repo from others.
    pub(crate) fn live_repo(&self) -> String {
        let home = live_home(self.world, &self.estate.root);
        home.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// Returns a plan without units, for this live repo, cloud and engine.
    pub(crate) fn blank_plan(&self) -> SavedPlan {
        SavedPlan {
            format_version: SAVED_FORMAT.to_owned(),
            landform_version: self.identity.version.clone(),
            live_repo: self.live_repo(),
            cloud: self.cloud.kind.name().to_owned(),
            engine: self.engine_name(),
            ..SavedPlan::default()
        }
    }

    fn engine_name(&self) -> String {
        format!("{} {}", self.engine.kind.name(), self.engine.version)
    }

    /// Returns where the working copies of a run are, and states that are files of Landform's.
    pub(crate) fn place(&self, run: &Path) -> Result<Place, CommandError> {
        let fault = |error| CommandError::file("create", run, &error);
        if self.cloud.kind == CloudKind::Simulated {
            let states = Place::existing(simulated_home(self.world, &self.estate.root));
            return Place::beside(self.world, run, &states).map_err(fault);
        }
        Place::create(self.world, run).map_err(fault)
    }

    /// Returns what engines stand on.
    pub(crate) fn footing(&self, place: &Place) -> Result<Footing, CommandError> {
        if self.cloud.kind == CloudKind::Simulated {
            let file = place.engine_config();
            self.world
                .write(&file, b"", Access::Private)
                .map_err(|error| CommandError::file("write", &file, &error))?;
            return Ok(Footing::simulated(self.world, place));
        }
        // An emulator is on this machine, and so would be what provisioners change.
        let provisioners =
            if self.cloud.is_emulated() { Provisioners::Withheld } else { Provisioners::Run };
        let env = self.cloud.variables(self.world);
        Ok(Footing { back_end: BackEnd::Own, provisioners, engine_config: None, env })
    }

    /// Returns who plays the providers in a run: a process that outlives this one if it is killed.
    fn performing(&self, run: &Path) -> Result<Box<dyn Providers>, CommandError> {
        if !self.cloud.broker {
            return Ok(Box::new(OwnProviders));
        }
        let setup = Setup::of(self.world, self.cloud, &self.estate.root, run);
        Ok(Box::new(KeptProviders::start(self.world, setup)?))
    }

    /// Does what was prepared; what nobody needs any more goes when it has ended in order.
    pub(crate) fn perform(
        &self,
        prepared: Prepared<'_>,
        asks: Option<bool>,
        ui: &mut Ui,
        cancel: &Cancel,
    ) -> Result<Ended, CommandError> {
        let folder = prepared.folder;
        let ended = self.run(prepared, asks, ui, cancel)?;
        if !cancel.is_requested() && !ended.is_unsettled {
            runs::clear(self.world, folder);
        }
        Ok(ended)
    }

    /// Does what was prepared, and shows it while it goes on.
    fn run(
        &self,
        prepared: Prepared<'_>,
        asks: Option<bool>,
        ui: &mut Ui,
        cancel: &Cancel,
    ) -> Result<Ended, CommandError> {
        let Prepared { name, folder, operation, reviewed, units, resumed, lifts_guards } = prepared;
        let place = self.place(folder)?;
        let footing = self.footing(&place)?;
        let providers = self.performing(folder)?;
        let providers = providers.as_ref();
        let Self { world, engine, estate, store, jobs, .. } = *self;
        let bench = Bench { world, engine, place: &place, providers, footing: &footing };
        let file = runs::journal_file(folder);
        let fault = |error: std::io::Error| CommandError::file("write", &file, &error);
        let journal = Journal::open(world, &file).map_err(fault)?;
        let record = match resumed {
            Some(_) => Record::Resumed { at: (self.identity.now)() },
            None => Record::Started(Started {
                run: name.clone(),
                operation,
                live_repo: reviewed.live_repo.clone(),
                cloud: reviewed.cloud.clone(),
                plan: reviewed.digest().unwrap_or_default(),
                engine: self.engine_name(),
                units: units.iter().cloned().collect(),
                lifts_guards,
            }),
        };
        journal.write(&record).map_err(fault)?;
        if let Some(history) = resumed {
            self.release_locks(&bench, &journal, history, ui)?;
        }
        let view = Mutex::new(RunView::new(ui, self.json));
        let events = Events::new(world, |event| {
            view.lock().unwrap_or_else(PoisonError::into_inner).show(event);
        });
        let reviewer = Late { asks, view: &view, cancel };
        let request = Request {
            bench,
            estate,
            store,
            journal: &journal,
            operation,
            run: &name,
            reviewed,
            units,
            reviewer: &reviewer as &dyn Reviewer,
            identity: self.identity.clone(),
            resumed,
            lifts_guards,
            jobs,
        };
        perform(&request, &events, cancel).map_err(fault)
    }

    /// Gives a run up.
    pub(crate) fn give_up(&self, run: &Run, ui: &Ui) -> Result<(), CommandError> {
        let place = self.place(&run.folder)?;
        let footing = self.footing(&place)?;
        let Self { world, engine, .. } = *self;
        // Nothing is planned or changed: engines are not even started.
        let providers = &OwnProviders;
        let bench = Bench { world, engine, place: &place, providers, footing: &footing };
        let file = runs::journal_file(&run.folder);
        let fault = |error: std::io::Error| CommandError::file("write", &file, &error);
        let journal = Journal::open(world, &file).map_err(fault)?;
        journal.write(&Record::Resumed { at: (self.identity.now)() }).map_err(fault)?;
        self.release_locks(&bench, &journal, &run.history, ui)?;
        journal.write(&Record::Finished { success: false }).map_err(fault)?;
        runs::clear(world, &run.folder);
        Ok(())
    }

    /// Returns the options that a command needs to mean the same cloud.
    pub(crate) fn cloud_arguments(&self) -> String {
        if self.cloud.kind == CloudKind::Aws {
            return String::new();
        }
        let url = self.cloud_url.map_or_else(String::new, |url| format!(" --cloud-url {url}"));
        format!(" --cloud {}{url}", self.cloud.kind.name())
    }

    /// Releases the locks that an earlier attempt has left, and no others.
    fn release_locks(
        &self,
        bench: &Bench<'_>,
        journal: &Journal<'_>,
        history: &History,
        ui: &Ui,
    ) -> Result<(), CommandError> {
        for (unit, lock) in history.locks() {
            let found = self.estate.units.values().find(|one| one.path.as_str() == unit);
            let released = found.ok_or_else(|| "it is no longer part of the live repo".to_owned());
            let released = released
                .and_then(|found| landform_apply::backend_of(bench, found, &found.settings))
                .and_then(|backend| {
                    self.store.release(&backend, lock).map_err(|error| error.to_string())
                });
            match released {
                Ok(was_there) => {
                    let record = Record::Released { unit: unit.to_owned(), lock: lock.to_owned() };
                    journal.write(&record).map_err(|error| {
                        CommandError::file("write the journal in", bench.place.folder(), &error)
                    })?;
                    if was_there {
                        ui.status("released", &format!("{unit} (a lock that the run had left)"));
                    }
                }
                Err(fault) => ui.warning(&format!("the lock `{lock}` of {unit} stays: {fault}")),
            }
        }
        Ok(())
    }
}
