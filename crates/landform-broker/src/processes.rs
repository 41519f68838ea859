//! Provider processes: one for each configuration, configured exactly once, ended when idle, never more at once than allowed.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use landform_plugin::message::{ConfigureRequest, ConfigureResponse, Diagnostic};
use landform_plugin::{Provider, ProviderProcess, Status, start};
use prost::Message as _;
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use tokio::sync::{OnceCell, Semaphore, oneshot};

use crate::launch::Launch;

/// How long a refused configuration is refused again without asking: a start costs seconds, and every resource would ask.
const REFUSAL_HOLDS: Duration = Duration::from_secs(30);

/// How long a process must be without a call before another configuration gets its place: an engine needs a moment between calls.
///
/// On a busy machine it is as long as the last start took, which is what giving up a place too soon costs.
const LINGER: (Duration, Duration) = (Duration::from_millis(150), Duration::from_secs(1));

/// When processes are started and ended, and how long they may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A process is ended after so much time without a call.
    pub idle: Duration,
    /// While there are more processes than this, those without a call are ended, the longest unused first.
    pub count: usize,
    /// Never more processes than this: calls for other configurations wait until one has no calls left. At least 1.
    ///
    /// A configuration is then said to be fine unseen, and its process starts with its first call.
    /// Not for applies, whose calls take minutes.
    pub gate: Option<usize>,
    /// How many calls one process works on at once; others wait. The cloud at the other end counts them too.
    pub calls: Option<usize>,
    /// How long a call may take, once it is worked on.
    pub patience: Option<Duration>,
}

/// The running processes of real providers.
pub struct Processes {
    /// For sockets; closed to other users.
    folder: PathBuf,
    limits: Limits,
    state: Mutex<State>,
    started: AtomicUsize,
    watched: AtomicBool,
}

#[derive(Default)]
struct State {
    slots: BTreeMap<Key, Arc<Slot>>,
    /// The configurations that wait for a place, in the order in which they came.
    queue: VecDeque<Waiting>,
    /// How many processes are on their way out.
    leaving: usize,
    /// Whether somebody will look for room again.
    is_awaited: bool,
    /// How long the last start took.
    start: Duration,
    refused: BTreeMap<Key, (Instant, ConfigureResponse)>,
}

/// What tells processes apart: the binary, its environment and what it is configured with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// Returns the key of a launch and a configuration; without one, of processes that are not configured.
    pub(crate) fn of(launch: &Launch, request: Option<&ConfigureRequest>) -> Self {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update(bytes.len().to_be_bytes());
            hash.update(bytes);
        };
        part(launch.hash.as_bytes());
        part(launch.binary.as_os_str().as_encoded_bytes());
        for (name, value) in &launch.environment {
            part(name.as_encoded_bytes());
            part(value.as_encoded_bytes());
        }
        if let Some(request) = request {
            part(&request.encode_to_vec());
        }
        Self(hash.finalize().into())
    }
}

/// A configuration without a place, and the calls that wait for it.
struct Waiting {
    key: Key,
    base: Key,
    calls: Vec<oneshot::Sender<()>>,
}

/// The place of one process.
struct Slot {
    key: Key,
    /// The key of the same launch without a configuration.
    base: Key,
    running: OnceCell<Running>,
    /// The process that has validated so far and is to be configured instead of a new one: a start costs much.
    heir: Mutex<Option<Arc<Self>>>,
    /// Who may be worked on.
    turns: Semaphore,
    /// How many calls are under way.
    busy: AtomicUsize,
    used: Mutex<Instant>,
}

struct Running {
    process: ProviderProcess,
    answer: ConfigureResponse,
}

/// A call under way: the process is not ended for being idle.
struct Call {
    slot: Arc<Slot>,
    processes: Weak<Processes>,
}

impl Drop for Call {
    fn drop(&mut self) {
        *locked(&self.slot.used) = Instant::now();
        self.slot.busy.fetch_sub(1, Ordering::SeqCst);
        if let Some(processes) = self.processes.upgrade() {
            processes.make_room();
        }
    }
}

/// Why there is no answer.
pub(crate) enum Unready {
    /// The provider refuses the configuration.
    Refused(Vec<Diagnostic>),
    /// The process cannot be started, has ended, or the call failed.
    Failed(Status),
}

/// Nothing that a panic could leave half done is kept under these locks.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Processes {
    /// Creates an empty set. Sockets go to `folder`, which must be closed to other users and have a short path.
    pub fn new(folder: PathBuf, limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            folder,
            limits,
            state: Mutex::default(),
            started: AtomicUsize::new(0),
            watched: AtomicBool::new(false),
        })
    }

    /// Returns how many processes there are.
    pub fn running(&self) -> usize {
        locked(&self.state).slots.len()
    }

    /// Returns how many processes have been started.
    pub fn started(&self) -> usize {
        self.started.load(Ordering::SeqCst)
    }

    /// Returns the provider's answer to a configuration: the first time its own, later the same again; behind a gate it is always yes.
    pub(crate) async fn configure(
        self: &Arc<Self>,
        launch: &Launch,
        request: &ConfigureRequest,
    ) -> Result<ConfigureResponse, Status> {
        if self.limits.gate.is_some() {
            return Ok(ConfigureResponse::default());
        }
        let call = self.enter(launch, Some(request)).await;
        match self.ready(&call, launch, Some(request)).await {
            Ok(running) => Ok(running.answer.clone()),
            Err(Unready::Refused(diagnostics)) => Ok(ConfigureResponse { diagnostics }),
            Err(Unready::Failed(status)) => Err(status),
        }
    }

    /// Makes one call to the process of a configuration, which is started if it does not run.
    pub(crate) async fn call<T, F>(
        self: &Arc<Self>,
        launch: &Launch,
        request: Option<&ConfigureRequest>,
        ask: impl FnOnce(Arc<dyn Provider>) -> F,
    ) -> Result<T, Unready>
    where
        F: Future<Output = Result<T, Status>>,
    {
        let call = self.enter(launch, request).await;
        let running = self.ready(&call, launch, request).await?;
        let turn = call.slot.turns.acquire();
        // Nobody closes the semaphore.
        let _turn =
            turn.await.map_err(|error| Unready::Failed(Status::internal(error.to_string())))?;
        let asked = ask(running.process.provider());
        let answer = match self.limits.patience {
            None => asked.await,
            Some(limit) => tokio::time::timeout(limit, asked).await.unwrap_or_else(|_| {
                let seconds = limit.as_secs_f64();
                Err(Status::deadline_exceeded(format!(
                    "the provider did not answer within {seconds} seconds"
                )))
            }),
        };
        match answer {
            Ok(answer) => Ok(answer),
            Err(status) => Err(Unready::Failed(self.judged(&call, running, launch, status).await)),
        }
    }

    /// Returns the slot of a configuration, kept from being ended, when there is a place for it.
    async fn enter(self: &Arc<Self>, launch: &Launch, request: Option<&ConfigureRequest>) -> Call {
        let (key, base) = (Key::of(launch, request), Key::of(launch, None));
        if !self.watched.swap(true, Ordering::SeqCst) {
            watch(Arc::downgrade(self), self.limits.idle);
        }
        loop {
            let waiting = {
                let mut state = locked(&self.state);
                if let Some(slot) = state.serving(key, base) {
                    slot.busy.fetch_add(1, Ordering::SeqCst);
                    return Call { slot, processes: Arc::downgrade(self) };
                }
                if state.has_room(self.limits.gate, key, base) {
                    let slot = state.open(key, base, self.limits.calls);
                    slot.busy.fetch_add(1, Ordering::SeqCst);
                    let surplus = state.surplus(self.limits);
                    drop(state);
                    end(surplus);
                    return Call { slot, processes: Arc::downgrade(self) };
                }
                state.wait(key, base)
            };
            self.make_room();
            // A sender that is gone means the same as a word: look again.
            let _ = waiting.await;
        }
    }

    /// Lets the configurations in that wait, as far as there are places; ends a process that has no calls left if there are none.
    fn make_room(self: &Arc<Self>) {
        let Ok(handle) = Handle::try_current() else { return };
        let mut state = locked(&self.state);
        while let Some(first) = state.queue.front() {
            if !state.has_room(self.limits.gate, first.key, first.base) {
                break;
            }
            // All its calls are let in at once: it keeps the place until the last of them has its answer.
            let Some(Waiting { key, base, calls }) = state.queue.pop_front() else { break };
            state.open(key, base, self.limits.calls);
            for call in calls {
                let _ = call.send(());
            }
        }
        if state.queue.is_empty() || state.is_awaited {
            return;
        }
        let Some((since, key)) = state.idle().first().copied() else { return };
        let pause = state.start.clamp(LINGER.0, LINGER.1).saturating_sub(since.elapsed());
        if pause.is_zero() {
            let leaving: Vec<_> = state.slots.remove(&key).into_iter().collect();
            state.leaving += 1;
            let processes = Arc::clone(self);
            handle.spawn(async move {
                for running in leaving.into_iter().filter_map(into_running) {
                    running.process.shutdown().await;
                }
                locked(&processes.state).leaving -= 1;
                processes.make_room();
            });
        } else {
            state.is_awaited = true;
            let processes = Arc::clone(self);
            handle.spawn(async move {
                tokio::time::sleep(pause).await;
                locked(&processes.state).is_awaited = false;
                processes.make_room();
            });
        }
    }

    /// Returns the process in a slot, started and configured by whoever comes first.
    async fn ready<'c>(
        self: &Arc<Self>,
        call: &'c Call,
        launch: &Launch,
        request: Option<&ConfigureRequest>,
    ) -> Result<&'c Running, Unready> {
        let ready =
            call.slot.running.get_or_try_init(|| self.launch(&call.slot, launch, request)).await;
        if ready.is_err() {
            self.forget(&call.slot);
        }
        ready
    }

    async fn launch(
        &self,
        slot: &Slot,
        launch: &Launch,
        request: Option<&ConfigureRequest>,
    ) -> Result<Running, Unready> {
        if let Some(answer) = locked(&self.state).refusal(&slot.key) {
            return Err(Unready::Refused(answer.diagnostics));
        }
        let since = Instant::now();
        let heir = locked(&slot.heir).take().and_then(into_running);
        let process = match heir {
            Some(running) => running.process,
            None => {
                self.started.fetch_add(1, Ordering::SeqCst);
                let process = start(&launch.binary, &launch.environment, &self.folder).await;
                process.map_err(|error| Unready::Failed(Status::unavailable(chain(&error))))?
            }
        };
        let Some(request) = request else {
            return Ok(Running { process, answer: ConfigureResponse::default() });
        };
        match process.provider().configure(request.clone()).await {
            Ok(answer) if answer.diagnostics.iter().any(Diagnostic::is_error) => {
                let refused = (Instant::now(), answer.clone());
                locked(&self.state).refused.insert(slot.key, refused);
                Err(Unready::Refused(answer.diagnostics))
            }
            Ok(answer) => {
                locked(&self.state).start = since.elapsed();
                Ok(Running { process, answer })
            }
            Err(status) => {
                let death = died(launch, &process, &status).await;
                Err(Unready::Failed(death.unwrap_or(status)))
            }
        }
    }

    /// Returns the error of a call; if the process is dead, with its last words, and the next call starts another.
    async fn judged(
        &self,
        call: &Call,
        running: &Running,
        launch: &Launch,
        status: Status,
    ) -> Status {
        let death = died(launch, &running.process, &status).await;
        if death.is_some() {
            self.forget(&call.slot);
        }
        death.unwrap_or(status)
    }

    /// Takes a slot out, unless another has its place already.
    fn forget(&self, slot: &Arc<Slot>) {
        let mut state = locked(&self.state);
        if state.slots.get(&slot.key).is_some_and(|current| Arc::ptr_eq(current, slot)) {
            state.slots.remove(&slot.key);
        }
    }
}

impl State {
    /// Returns the slot that can answer: that of the key, or for calls that need no configuration any of the same launch that runs.
    fn serving(&self, key: Key, base: Key) -> Option<Arc<Slot>> {
        let own = self.slots.get(&key);
        let any = || {
            let runs = |slot: &&Arc<Slot>| slot.base == base && slot.running.initialized();
            self.slots.values().find(runs).filter(|_| key == base)
        };
        own.or_else(any).cloned()
    }

    fn has_room(&self, gate: Option<usize>, key: Key, base: Key) -> bool {
        let inherits = self.slots.contains_key(&key) || self.may_inherit(key, base);
        gate.is_none_or(|places| inherits || self.slots.len() + self.leaving < places.max(1))
    }

    /// Tells whether a configuration can have the process that has validated so far.
    fn may_inherit(&self, key: Key, base: Key) -> bool {
        let is_free =
            |slot: &Arc<Slot>| slot.running.initialized() && slot.busy.load(Ordering::SeqCst) == 0;
        key != base && self.slots.get(&base).is_some_and(is_free)
    }

    fn open(&mut self, key: Key, base: Key, calls: Option<usize>) -> Arc<Slot> {
        if let Some(slot) = self.slots.get(&key) {
            return Arc::clone(slot);
        }
        let heir = if self.may_inherit(key, base) { self.slots.remove(&base) } else { None };
        let slot = Arc::new(Slot {
            key,
            base,
            running: OnceCell::new(),
            heir: Mutex::new(heir),
            turns: Semaphore::new(calls.unwrap_or(Semaphore::MAX_PERMITS)),
            busy: AtomicUsize::new(0),
            used: Mutex::new(Instant::now()),
        });
        self.slots.insert(key, Arc::clone(&slot));
        slot
    }

    /// Queues up for a place.
    fn wait(&mut self, key: Key, base: Key) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        match self.queue.iter_mut().find(|waiting| waiting.key == key) {
            Some(waiting) => waiting.calls.push(sender),
            None => self.queue.push_back(Waiting { key, base, calls: vec![sender] }),
        }
        receiver
    }

    /// Returns the slots without a call, the longest unused first.
    fn idle(&self) -> Vec<(Instant, Key)> {
        let idle = self.slots.values().filter(|slot| slot.busy.load(Ordering::SeqCst) == 0);
        let mut idle: Vec<_> = idle.map(|slot| (*locked(&slot.used), slot.key)).collect();
        idle.sort();
        idle
    }

    /// Takes out what is idle for too long, and what is idle while there is too much.
    fn surplus(&mut self, limits: Limits) -> Vec<Arc<Slot>> {
        let mut ended = Vec::new();
        for (used, key) in self.idle() {
            if used.elapsed() >= limits.idle || self.slots.len() > limits.count {
                ended.extend(self.slots.remove(&key));
            }
        }
        ended
    }

    fn refusal(&mut self, key: &Key) -> Option<ConfigureResponse> {
        self.refused.retain(|_, (since, _)| since.elapsed() < REFUSAL_HOLDS);
        self.refused.get(key).map(|(_, answer)| answer.clone())
    }
}

/// Returns the error of a call that the end of the process has cut off, if it has.
async fn died(launch: &Launch, process: &ProviderProcess, status: &Status) -> Option<Status> {
    use landform_plugin::Code;
    // An answer of the provider itself leaves it alive.
    let cut = [Code::Unavailable, Code::Unknown, Code::Cancelled, Code::Internal];
    if !cut.contains(&status.code()) {
        return None;
    }
    let end = process.ended().await?;
    let binary = launch.binary.file_name().unwrap_or_default().to_string_lossy();
    Some(Status::aborted(format!("the provider `{binary}` ended in the middle of a call, {end}")))
}

/// Returns an error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

fn into_running(slot: Arc<Slot>) -> Option<Running> {
    Arc::into_inner(slot).and_then(|slot| slot.running.into_inner())
}

/// Ends processes that nobody uses, in the background.
fn end(slots: Vec<Arc<Slot>>) {
    for running in slots.into_iter().filter_map(into_running) {
        tokio::spawn(running.process.shutdown());
    }
}

/// Looks for idle processes from time to time, as long as the set exists.
fn watch(processes: Weak<Processes>, idle: Duration) {
    let pause = (idle / 2).max(Duration::from_millis(10));
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(pause).await;
            let Some(processes) = processes.upgrade() else { return };
            let ended = locked(&processes.state).surplus(processes.limits);
            end(ended);
            processes.make_room();
        }
    });
}
