//! The runs of a live repo: their folders, which one is under way, and which was cut short.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use landform_apply::History;
use landform_os::hand_down;
use landform_plan::SavedPlan;
use landform_world::{Access, EntryKind, World};

use crate::error::{CommandError, Kind};
use crate::ui::Ui;

/// The file of a run's journal.
const JOURNAL: &str = "journal.jsonl";

/// The file with what was reviewed.
const PLAN: &str = "reviewed.json";

/// What goes when a run is finished: working copies, what was put aside from them, and what providers have answered.
const PASSING: [&str; 8] =
    ["calls.log", "engine.tfrc", "errored", "fetched", "keeper.log", "reading", "said", "work"];

/// How often, and in which distance, it is looked whether another process goes on.
const LOOKS: u32 = 15;
const PAUSE: Duration = Duration::from_millis(100);

/// How many runs that have ended are remembered.
const REMEMBERED: usize = 20;

/// All runs of a live repo; as long as this exists, no other process has them.
pub(crate) struct Runs {
    folder: PathBuf,
    _lock: File,
}

/// A run that there is.
pub(crate) struct Run {
    /// Its name.
    pub(crate) name: String,
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// What its journal tells.
    pub(crate) history: History,
}

impl Runs {
    /// Takes the runs below a folder, for this process and those that it starts.
    ///
    /// What a killed run has begun may not have ended yet: engines and the keeper of its providers have the lock too.
    pub(crate) fn take(world: &dyn World, home: &Path, ui: &Ui) -> Result<Self, CommandError> {
        let folder = home.join("runs");
        let fault = |error| CommandError::file("create", &folder, &error);
        world.create_folder(&folder, Access::Private).map_err(fault)?;
        let file = folder.join("lock");
        let fault = |error| CommandError::file("lock", &file, &error);
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&file)
            .map_err(fault)?;
        if lock.try_lock().is_err() {
            let owner = world.read_text(&file).unwrap_or_default();
            if stays_alive(world, owner.trim()) {
                let message = format!(
                    "this live repo is being applied or destroyed by another process ({})",
                    owner.trim()
                );
                return Err(
                    CommandError::new(Kind::Failed, message).hint("wait until it has ended")
                );
            }
            ui.status("waiting", "for what a run has begun that was cut short; it ends by itself");
            lock.lock().map_err(fault)?;
        }
        lock.set_len(0)
            .and_then(|()| lock.write_all(std::process::id().to_string().as_bytes()))
            .and_then(|()| hand_down(&lock))
            .map_err(fault)?;
        Ok(Self { folder, _lock: lock })
    }

    /// Returns all runs, the latest last.
    fn all(&self, world: &dyn World) -> Result<Vec<Run>, CommandError> {
        let entries = world
            .list(&self.folder)
            .map_err(|error| CommandError::file("read", &self.folder, &error))?;
        let mut runs = Vec::new();
        for entry in entries.into_iter().filter(|entry| entry.kind == EntryKind::Folder) {
            let folder = self.folder.join(&entry.name);
            let file = folder.join(JOURNAL);
            if world.kind(&file).is_none() {
                continue;
            }
            let text =
                world.read(&file).map_err(|error| CommandError::file("read", &file, &error))?;
            let history = History::read(&text).map_err(|error| {
                CommandError::new(Kind::Failed, format!("`{}`: {error}", file.display()))
                    .hint("a person must look at it; moving its folder away forgets the run")
            })?;
            if history.started.is_some() {
                runs.push(Run { name: entry.name, folder, history });
            }
        }
        Ok(runs)
    }

    /// Returns the run that was cut short, if there is one.
    pub(crate) fn unfinished(&self, world: &dyn World) -> Result<Option<Run>, CommandError> {
        Ok(self.all(world)?.into_iter().rev().find(|run| run.history.is_unfinished()))
    }

    /// Returns the run to go on with: the one that is named, else the latest.
    pub(crate) fn to_resume(
        &self,
        world: &dyn World,
        name: Option<&str>,
    ) -> Result<Run, CommandError> {
        let mut runs = self.all(world)?;
        let found = match name {
            Some(name) => runs.into_iter().find(|run| run.name == name),
            None => runs.pop(),
        };
        let open = found.filter(|run| run.history.finished != Some(true));
        open.ok_or_else(|| {
            let what = name.map_or_else(|| "no run".to_owned(), |name| format!("no run `{name}`"));
            CommandError::new(Kind::Usage, format!("there is {what} of this live repo to resume"))
                .hint("leave `--resume` out")
        })
    }

    /// Makes the folder of a new run; journals of runs that ended long ago go.
    pub(crate) fn create(&self, world: &dyn World, name: &str) -> Result<PathBuf, CommandError> {
        let mut ended: Vec<Run> = self.all(world)?;
        ended.retain(|run| run.history.finished.is_some());
        for old in ended.iter().rev().skip(REMEMBERED) {
            // What stays takes room, and does no other harm.
            let _ = world.remove_folder(&old.folder);
        }
        let folder = self.folder.join(name);
        world
            .create_folder(&folder, Access::Private)
            .map_err(|error| CommandError::file("create", &folder, &error))?;
        Ok(folder)
    }
}

/// Tells whether a process goes on: one that was killed a moment ago may still be there.
fn stays_alive(world: &dyn World, id: &str) -> bool {
    (0..LOOKS).all(|look| {
        if look > 0 {
            std::thread::sleep(PAUSE);
        }
        is_alive(world, id)
    })
}

/// Tells whether a process with this number is one of ours, and not dead already; numbers are given again.
fn is_alive(world: &dyn World, id: &str) -> bool {
    if id.is_empty() {
        return false;
    }
    // The name is in parentheses, the state is the letter behind them (proc(5), `stat`).
    let stat = world.read_text(&Path::new("/proc").join(id).join("stat")).unwrap_or_default();
    let Some((before, after)) = stat.rsplit_once(')') else { return false };
    let is_dead = after.trim_start().starts_with(['Z', 'X']);
    before.contains("(landform") && !is_dead
}

/// Returns the file of a run's journal.
pub(crate) fn journal_file(run: &Path) -> PathBuf {
    run.join(JOURNAL)
}

/// Keeps what was reviewed.
pub(crate) fn write_plan(
    world: &dyn World,
    run: &Path,
    plan: &SavedPlan,
) -> Result<(), CommandError> {
    let file = run.join(PLAN);
    let text = plan.write().map_err(|error| CommandError::new(Kind::Failed, error.to_string()))?;
    world
        .write(&file, &text, Access::Private)
        .map_err(|error| CommandError::file("write", &file, &error))
}

/// Reads what was reviewed.
pub(crate) fn read_plan(world: &dyn World, run: &Path) -> Result<SavedPlan, CommandError> {
    let file = run.join(PLAN);
    let text = world.read(&file).map_err(|error| CommandError::file("read", &file, &error))?;
    SavedPlan::read(&text).map_err(|error| {
        CommandError::new(Kind::Failed, format!("`{}`: {error}", file.display()))
            .hint("`--abandon` gives the run up; then plan again")
    })
}

/// Returns the states that engines could not save and that are still in a run's folder.
pub(crate) fn unsaved_states(world: &dyn World, run: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending: Vec<PathBuf> = PASSING.iter().map(|name| run.join(name)).collect();
    while let Some(folder) = pending.pop() {
        for entry in world.list(&folder).unwrap_or_default() {
            let path = folder.join(&entry.name);
            if entry.kind == EntryKind::Folder && entry.name != ".terraform" {
                pending.push(path);
            } else if entry.name == "errored.tfstate" {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Removes what nobody needs when a run is finished; its journal and plan stay.
pub(crate) fn clear(world: &dyn World, run: &Path) {
    for name in PASSING {
        let path = run.join(name);
        // What stays takes room, and does no other harm.
        let _ = match world.kind(&path) {
            Some(EntryKind::Folder) => world.remove_folder(&path),
            Some(EntryKind::File | EntryKind::Link) => world.remove_file(&path),
            None => Ok(()),
        };
    }
}
