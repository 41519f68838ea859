//! One unit of a run: locked, planned, compared with what was reviewed, applied, given back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use landform_engine::{PlanWish, Planned, Session, lift_guards, turn_off_protection};
use landform_plan::{Backend, SavedChange, SavedStatus, SavedUnit, State};
use landform_run::{Done, Executor, Failure};
use landform_terragrunt::{Unit, UnitPath};
use landform_value::Value;
use landform_workbench::{Bench, Making, Served, WorkingUnit, identities};
use landform_world::{Access, Cancel, EntryKind, Usage};

use crate::agree::{Difference, Leeway, agree, agree_to_destroy, is_change, is_to_do};
use crate::back_end::{Known, backend_of, in_words, parse, read};
use crate::journal::{Operation, Record};
use crate::protection::{guard_of, only_unprotects};
use crate::run::Request;
use crate::said::Said;

/// The plan of a unit, in its working copy.
const PLAN_FILE: &str = "landform.tfplan";

/// The state that an engine leaves in the working copy if it could not save it.
const ERRORED: &str = "errored.tfstate";

/// How many differences a message lists.
const LISTED: usize = 20;

/// What a pass finds out beside the outcome of each unit.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// The resources that are left by unit, after destroying.
    pub(crate) left: BTreeMap<String, usize>,
    /// Whether something was left that `--resume` must put in order.
    pub(crate) is_unsettled: bool,
    /// What a person should know of the past of units that went on after they were cut short.
    pub(crate) remarks: BTreeMap<String, Vec<String>>,
}

/// A run under way.
pub(crate) struct Pass<'a> {
    pub(crate) request: &'a Request<'a>,
    pub(crate) outputs: Mutex<Known>,
    pub(crate) notes: Mutex<Notes>,
    pub(crate) reading: Mutex<()>,
}

/// A unit that is being done.
struct Turn<'a> {
    unit: &'a Unit,
    backend: Backend,
    outputs: BTreeMap<String, Value>,
    /// Whether the engine takes the lock by itself.
    engine_locks: bool,
}

impl Executor for Pass<'_> {
    fn execute(&self, path: &str, cancel: &Cancel) -> Result<Done, Failure> {
        let unit = path.to_owned();
        let outcome = self.unit(path, cancel);
        let record = match &outcome {
            Ok(_) => Record::Done { unit },
            Err(message) => Record::Failed { unit, message: message.clone() },
        };
        let written = self.write(&record);
        match (outcome, written) {
            (Ok(done), Ok(())) => Ok(done),
            (Err(message), _) | (Ok(_), Err(message)) => Err(Failure { message }),
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Pass<'a> {
    /// Returns what was found out.
    pub(crate) fn into_notes(self) -> Notes {
        self.notes.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, record: &Record) -> Result<(), String> {
        self.request.journal.write(record).map_err(|error| {
            held(&self.notes).is_unsettled = true;
            format!("cannot write the journal: {error}")
        })
    }

    fn find(&self, path: &str) -> Result<&'a Unit, String> {
        let path = UnitPath::from(path);
        let unit = self.request.estate.units.get(&path);
        unit.ok_or_else(|| format!("`{path}` is no unit of the live repo any more"))
    }

    fn unit(&self, path: &str, cancel: &Cancel) -> Result<Done, String> {
        let Request { bench, store, .. } = self.request;
        let unit = self.find(path)?;
        let outputs = self.dependency_outputs(unit, cancel)?;
        let settings = unit.settle(bench.world, &outputs).map_err(|all| all.to_string())?;
        let backend = backend_of(bench, unit, &settings)?;
        let engine_locks = !store.supports_locking(&backend);
        let turn = Turn { unit, backend, outputs, engine_locks };
        if turn.engine_locks {
            return self.locked(&turn, cancel);
        }
        let lock = self.lock(&turn)?;
        let outcome = self.locked(&turn, cancel);
        let released = self.unlock(&turn, &lock);
        let done = outcome?;
        released.map(|()| done)
    }

    /// Tells whether the reviewed plan has nothing for a unit.
    fn has_nothing_to_do(&self, path: &str) -> bool {
        self.request.reviewed.units.get(path).is_some_and(|unit| !is_to_do(unit))
    }

    fn history_of(&self, path: &str) -> Option<&'a crate::history::UnitHistory> {
        self.request.resumed.and_then(|history| history.units.get(path))
    }

    fn lock(&self, turn: &Turn<'_>) -> Result<String, String> {
        let Request { identity, operation, run, store, .. } = self.request;
        let unit = turn.unit.path.to_string();
        let info = identity.lock(*operation, run);
        let lock = info.id.clone();
        self.write(&Record::LockIntended { unit: unit.clone(), lock: lock.clone() })?;
        if let Err(error) = store.acquire(&turn.backend, &info) {
            // Whether the lock was taken before the fault is not known: releasing asks for this ID alone.
            if store.release(&turn.backend, &lock).is_ok() {
                self.write(&Record::Released { unit, lock })?;
            }
            return Err(in_words("cannot lock its state", &error));
        }
        self.write(&Record::Locked { unit, lock: lock.clone() })?;
        Ok(lock)
    }

    fn unlock(&self, turn: &Turn<'_>, lock: &str) -> Result<(), String> {
        let (unit, lock) = (turn.unit.path.to_string(), lock.to_owned());
        match self.request.store.release(&turn.backend, &lock) {
            Ok(_) => self.write(&Record::Released { unit, lock }),
            Err(error) => {
                held(&self.notes).is_unsettled = true;
                Err(in_words("cannot release the lock of its state", &error))
            }
        }
    }

    /// Does the unit while its state is locked.
    fn locked(&self, turn: &Turn<'_>, cancel: &Cancel) -> Result<Done, String> {
        let Request { bench, operation, estate, lifts_guards, .. } = self.request;
        let path = turn.unit.path.as_str();
        let known = read(self.request.store, &turn.backend)?;
        let left_over = self.left_over(path)?;
        let is_empty = |state: &Option<State>| {
            state
                .as_ref()
                .is_none_or(|state| state.instances.is_empty() && state.outputs.is_empty())
        };
        if *operation == Operation::Destroy
            && left_over.is_none()
            && known.as_ref().is_some_and(is_empty)
        {
            held(&self.notes).left.insert(path.to_owned(), 0);
            return Ok(Done::default());
        }
        let working = Making { bench: *bench, estate }.make(turn.unit, &turn.outputs, cancel)?;
        if *operation == Operation::Destroy && *lifts_guards {
            lift_guards(bench.world, &working.guarded)
                .map_err(|error| format!("cannot write the working copy: {error}"))?;
        }
        let state = match (known, left_over) {
            (Some(state), None) => state.unwrap_or_default(),
            (_, left_over) => self.early(turn, &working, left_over, cancel)?,
        };
        let replay = self.history_of(path).is_some_and(|one| one.touched);
        if replay && *operation == Operation::Apply {
            self.said().claim(path, &state, &working.folder)?;
        }
        let served = bench.serve(&working, &state, replay)?;
        let session = bench.session(&working, served.as_ref(), cancel);
        let started = session.init().map_err(|error| error.to_string())?;
        if *operation == Operation::Destroy && *lifts_guards {
            self.unprotect(turn, &working, &state, &session)?;
        }
        let (planned, changes) = self.plan(turn, &session)?;
        let usage = sum(started, planned.usage);
        self.write(&Record::Planned { unit: path.to_owned(), changes })?;
        if !planned.has_changes {
            let done = self.settled(turn, &session, changes, usage)?;
            self.look_back(turn, &session, served.as_ref(), replay);
            return Ok(done);
        }
        if cancel.is_requested() {
            return Err("it was planned, but not begun: the run was stopped".to_owned());
        }
        let said = self.said().next(path)?;
        self.write(&Record::Applying { unit: path.to_owned() })?;
        match session.apply_plan(PLAN_FILE, turn.engine_locks, &said) {
            Ok(applied) => {
                let done = self.settled(turn, &session, changes, sum(usage, applied.usage))?;
                self.look_back(turn, &session, served.as_ref(), replay);
                Ok(done)
            }
            Err(error) => {
                let message = self.broken_off(turn, &session, error.to_string());
                Err(self.with_what_is_lost(turn, &session, served.as_ref(), message))
            }
        }
    }

    fn said(&self) -> Said<'a> {
        let Bench { world, place, .. } = self.request.bench;
        Said { world, folder: place.folder().join("said") }
    }

    /// Notes what a person should know of a unit that went on after it was cut short.
    fn look_back(&self, turn: &Turn<'_>, session: &Session<'_>, served: &dyn Served, replay: bool) {
        if replay {
            let remarks = self.remarks(turn, session, served);
            held(&self.notes).remarks.insert(turn.unit.path.to_string(), remarks);
        }
    }

    /// Returns why a unit failed, with what was made and is in no state: then the run must go on, or it is made a second time.
    fn with_what_is_lost(
        &self,
        turn: &Turn<'_>,
        session: &Session<'_>,
        served: &dyn Served,
        message: String,
    ) -> String {
        let remarks = self.remarks(turn, session, served);
        if remarks.is_empty() {
            return message;
        }
        held(&self.notes).is_unsettled = true;
        format!("{message}\n{}", remarks.join("\n"))
    }

    fn remarks(&self, turn: &Turn<'_>, session: &Session<'_>, served: &dyn Served) -> Vec<String> {
        let state = match read(self.request.store, &turn.backend) {
            Ok(Some(state)) => Ok(state.unwrap_or_default()),
            Ok(None) => pull(session),
            Err(error) => Err(error),
        };
        match state {
            Ok(state) => served.remarks(&identities(&state)),
            Err(error) => vec![error],
        }
    }

    /// Turns off what makes the provider refuse to destroy resources, and changes nothing else.
    fn unprotect(
        &self,
        turn: &Turn<'_>,
        working: &WorkingUnit,
        state: &State,
        session: &Session<'_>,
    ) -> Result<(), String> {
        let targets: Vec<String> = state
            .instances
            .iter()
            .filter(|instance| guard_of(instance).is_some())
            .map(|instance| instance.address.clone())
            .collect();
        if targets.is_empty() {
            return Ok(());
        }
        let path = turn.unit.path.as_str();
        turn_off_protection(self.request.bench.world, &working.protected)
            .map_err(|error| format!("cannot write the working copy: {error}"))?;
        let wish = PlanWish { destroys: false, locks: turn.engine_locks, targets: &targets };
        let planned = session.plan_to(PLAN_FILE, wish).map_err(|error| error.to_string())?;
        if !planned.has_changes {
            return Ok(());
        }
        let shown = session.show_plan(PLAN_FILE).map_err(|error| error.to_string())?;
        if let Some(other) = shown.resource_changes.iter().find(|one| !only_unprotects(one)) {
            return Err(format!(
                "its protection cannot be turned off without other changes: {} {}\nhint: apply the unit first, then destroy it",
                other.action().name(),
                other.address
            ));
        }
        self.write(&Record::Applying { unit: path.to_owned() })?;
        let said = self.said().next(turn.unit.path.as_str())?;
        let applied = session.apply_plan(PLAN_FILE, turn.engine_locks, &said);
        applied.map(drop).map_err(|error| self.broken_off(turn, session, error.to_string()))
    }

    /// Plans, and compares with what was reviewed; returns the number of changes.
    fn plan(&self, turn: &Turn<'_>, session: &Session<'_>) -> Result<(Planned, usize), String> {
        let Request { operation, reviewed, .. } = self.request;
        let destroys = *operation == Operation::Destroy;
        let wish = PlanWish { destroys, locks: turn.engine_locks, targets: &[] };
        let planned = session.plan_to(PLAN_FILE, wish).map_err(|error| error.to_string())?;
        if !planned.has_changes {
            return Ok((planned, 0));
        }
        let shown = session.show_plan(PLAN_FILE).map_err(|error| error.to_string())?;
        let hiding = reviewed.hiding().map_err(|error| error.to_string())?;
        let changes: Vec<SavedChange> =
            shown.resource_changes.iter().map(|one| SavedChange::of(one, &hiding)).collect();
        self.refuse_unreviewed(turn.unit.path.as_str(), &changes)?;
        Ok((planned, changes.iter().filter(|one| is_change(one)).count()))
    }

    /// Refuses changes that were not reviewed.
    fn refuse_unreviewed(&self, path: &str, fresh: &[SavedChange]) -> Result<(), String> {
        let Request { reviewed, reviewer, operation, .. } = self.request;
        if *operation == Operation::Destroy {
            let reviewed = reviewed.units.get(path).map_or(&[][..], |unit| &unit.changes);
            return refuse(&agree_to_destroy(reviewed, fresh));
        }
        let touched = self.history_of(path).is_some_and(|one| one.touched);
        let leeway = if touched { Leeway::Done } else { Leeway::None };
        match reviewed.units.get(path) {
            Some(SavedUnit { status: SavedStatus::Planned, changes, .. }) => {
                refuse(&agree(changes, fresh, leeway))
            }
            Some(SavedUnit { status: SavedStatus::AfterUpstream, .. }) => {
                if reviewer.allows(path, fresh) {
                    return Ok(());
                }
                let count = fresh.iter().filter(|one| is_change(one)).count();
                Err(format!(
                    "it could be planned only now, and nobody has reviewed its {count} changes, so nothing was changed\n\
                     hint: apply again and review them, or let such units be applied with --allow-late"
                ))
            }
            Some(SavedUnit { status: SavedStatus::Failed, reason, .. }) => {
                let reason = reason.as_deref().unwrap_or("it could not be planned");
                Err(format!("it was not planned: {reason}"))
            }
            None => Err("the reviewed plan does not have it\nhint: plan again".to_owned()),
        }
    }

    /// Notes the state that a unit then has.
    fn settled(
        &self,
        turn: &Turn<'_>,
        session: &Session<'_>,
        changes: usize,
        usage: Usage,
    ) -> Result<Done, String> {
        let unit = turn.unit.path.to_string();
        let state = match read(self.request.store, &turn.backend)? {
            Some(state) => state.unwrap_or_default(),
            None => pull(session)?,
        };
        let (lineage, serial) = (state.lineage.clone(), state.serial);
        self.write(&Record::Applied { unit: unit.clone(), lineage, serial })?;
        let resources = state.instances.len();
        if self.request.operation == Operation::Destroy {
            held(&self.notes).left.insert(unit.clone(), resources);
        }
        held(&self.outputs).insert(unit, state.outputs_object());
        Ok(Done { resources, changes, usage })
    }

    /// Saves what an engine could not save before it failed; returns why it failed.
    fn broken_off(&self, turn: &Turn<'_>, session: &Session<'_>, message: String) -> String {
        let file = session.folder.join(ERRORED);
        if self.request.bench.world.kind(&file).is_none() {
            return message;
        }
        match session.push_state(ERRORED, turn.engine_locks) {
            Ok(()) => {
                let unit = turn.unit.path.to_string();
                // Pushing it a second time does no harm: the back end compares serials.
                let _ = self.request.bench.world.remove_file(&file);
                match self.write(&Record::StateSaved { unit }) {
                    Ok(()) => message,
                    Err(fault) => format!("{message}\n{fault}"),
                }
            }
            Err(error) => {
                held(&self.notes).is_unsettled = true;
                format!(
                    "{message}\nits state could not be saved either: {error}\nhint: the state is in `{}`; `landform apply --resume` saves it",
                    file.display()
                )
            }
        }
    }

    /// Finds the state that an engine could not save in an earlier attempt, and takes it out of the old working copy.
    fn left_over(&self, path: &str) -> Result<Option<PathBuf>, String> {
        let Request { bench, .. } = self.request;
        let fault = |error: std::io::Error| format!("cannot keep the unsaved state: {error}");
        let kept = bench.place.folder().join("errored").join(path).join(ERRORED);
        let mut pending = vec![bench.place.work(path)];
        while let Some(folder) = pending.pop() {
            for entry in bench.world.list(&folder).unwrap_or_default() {
                let found = folder.join(&entry.name);
                if entry.kind == EntryKind::Folder && entry.name != ".terraform" {
                    pending.push(found);
                } else if entry.name == ERRORED {
                    let text = bench.world.read(&found).map_err(fault)?;
                    let parent = kept.parent().unwrap_or(Path::new("/"));
                    bench
                        .world
                        .create_folder(parent, Access::Private)
                        .and_then(|()| bench.world.write(&kept, &text, Access::Private))
                        .map_err(fault)?;
                }
            }
        }
        Ok(bench.world.kind(&kept).map(|_| kept))
    }

    /// Lets the engine save what was left over, and read the state where only it can.
    fn early(
        &self,
        turn: &Turn<'_>,
        working: &WorkingUnit,
        left_over: Option<PathBuf>,
        cancel: &Cancel,
    ) -> Result<State, String> {
        let Request { bench, store, .. } = self.request;
        let served = bench.serve(working, &State::default(), false)?;
        let session = bench.session(working, served.as_ref(), cancel);
        session.init().map_err(|error| error.to_string())?;
        if let Some(file) = left_over {
            session.push_state(&file.display().to_string(), turn.engine_locks).map_err(|error| {
                held(&self.notes).is_unsettled = true;
                format!(
                    "the state that an earlier attempt could not save is still not saved: {error}\nhint: it is in `{}`",
                    file.display()
                )
            })?;
            self.write(&Record::StateSaved { unit: turn.unit.path.to_string() })?;
            let _ = bench.world.remove_file(&file);
        }
        match read(*store, &turn.backend)? {
            Some(state) => Ok(state.unwrap_or_default()),
            None => pull(&session),
        }
    }

    /// Returns the outputs of each dependency, by label, from what was really applied.
    fn dependency_outputs(
        &self,
        unit: &Unit,
        cancel: &Cancel,
    ) -> Result<BTreeMap<String, Value>, String> {
        let mut outputs = BTreeMap::new();
        for dependency in unit.dependencies.iter().filter(|one| one.enabled) {
            let target = dependency.target.as_str();
            let known = held(&self.outputs).get(target).cloned();
            let value = match known {
                Some(value) => value,
                None => {
                    let value = self.outputs_of(target, cancel).map_err(|fault| {
                        let label = &dependency.label;
                        format!("`dependency.{label}` needs the outputs of `{target}`: {fault}")
                    })?;
                    held(&self.outputs).insert(target.to_owned(), value.clone());
                    value
                }
            };
            outputs.insert(dependency.label.clone(), value);
        }
        Ok(outputs)
    }

    fn outputs_of(&self, target: &str, cancel: &Cancel) -> Result<Value, String> {
        let Request { bench, store, .. } = self.request;
        let unit = self.find(target)?;
        let backend = backend_of(bench, unit, &unit.settings)?;
        let state = match read(*store, &backend)? {
            Some(state) => state,
            None => Some(self.state_by_engine(unit, cancel)?),
        };
        match state {
            Some(state) => Ok(state.outputs_object()),
            None if self.has_nothing_to_do(target) => Ok(State::default().outputs_object()),
            None => Err("it has not been applied\nhint: apply it too, or first".to_owned()),
        }
    }

    /// Lets an engine read a state that nothing else can read.
    fn state_by_engine(&self, unit: &Unit, cancel: &Cancel) -> Result<State, String> {
        let Request { bench, estate, .. } = self.request;
        // Several units may need the same state, and there is one folder for it.
        let _turn = held(&self.reading);
        let working = Making { bench: *bench, estate }.make_for_state(unit, cancel)?;
        let served = bench.serve(&working, &State::default(), false)?;
        let session = bench.session(&working, served.as_ref(), cancel);
        session.init().map_err(|error| error.to_string())?;
        pull(&session)
    }
}

/// Refuses a plan that differs from what was reviewed.
fn refuse(differences: &[Difference]) -> Result<(), String> {
    if differences.is_empty() {
        return Ok(());
    }
    let count = differences.len();
    let shown: String = differences.iter().take(LISTED).map(|one| format!("  {one}\n")).collect();
    let rest = count.saturating_sub(LISTED);
    let rest = if rest > 0 { format!("  and {rest} more\n") } else { String::new() };
    Err(format!(
        "its plan is not the one that was reviewed, so nothing was changed; {count} differences:\n{shown}{rest}hint: plan again, review the new plan, and apply that"
    ))
}

fn pull(session: &Session<'_>) -> Result<State, String> {
    let text = session.pull_state().map_err(|error| error.to_string())?;
    if text.is_empty() { Ok(State::default()) } else { parse(&text) }
}

fn sum(a: Usage, b: Usage) -> Usage {
    Usage { cpu: a.cpu + b.cpu, peak_rss_bytes: a.peak_rss_bytes.max(b.peak_rss_bytes) }
}
