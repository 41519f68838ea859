//! Provider processes: one for each configuration, configured exactly once, ended when idle.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use landform_plugin::message::{ConfigureRequest, ConfigureResponse, Diagnostic};
use landform_plugin::{Provider, ProviderProcess, Status, start};
use prost::Message as _;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use crate::launch::Launch;

/// When processes without work are ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A process is ended after so much time without a call.
    pub idle: Duration,
    /// While there are more processes than this, those without a call are ended, the longest unused first.
    pub count: usize,
}

/// The running processes of real providers.
pub struct Processes {
    /// For sockets; closed to other users.
    folder: PathBuf,
    limits: Limits,
    slots: Mutex<BTreeMap<Key, Arc<Slot>>>,
    started: AtomicUsize,
    watched: AtomicBool,
}

/// What tells processes apart: the binary, its environment and what it is configured with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// Returns the key of a launch and a configuration; without one, of processes that are never configured.
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

/// The place of one process.
struct Slot {
    running: OnceCell<Running>,
    /// How many calls are under way.
    busy: AtomicUsize,
    used: Mutex<Instant>,
}

struct Running {
    process: ProviderProcess,
    answer: ConfigureResponse,
}

/// A call under way: the process is not ended for being idle.
struct Call(Arc<Slot>);

impl Drop for Call {
    fn drop(&mut self) {
        *locked(&self.0.used) = Instant::now();
        self.0.busy.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Why there is no configured process.
pub(crate) enum Unready {
    /// The provider refuses the configuration.
    Refused(ConfigureResponse),
    /// The process cannot be started, or ended.
    Failed(Status),
}

impl From<Unready> for Status {
    fn from(unready: Unready) -> Self {
        match unready {
            Unready::Failed(status) => status,
            Unready::Refused(answer) => {
                let text = |one: &Diagnostic| format!("{}: {}", one.summary, one.detail);
                let errors: Vec<_> =
                    answer.diagnostics.iter().filter(|one| one.is_error()).map(text).collect();
                Self::failed_precondition(errors.join("; "))
            }
        }
    }
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
            slots: Mutex::default(),
            started: AtomicUsize::new(0),
            watched: AtomicBool::new(false),
        })
    }

    /// Returns how many processes there are.
    pub fn running(&self) -> usize {
        locked(&self.slots).len()
    }

    /// Returns how many processes have been started.
    pub fn started(&self) -> usize {
        self.started.load(Ordering::SeqCst)
    }

    /// Returns the provider's answer to a configuration: the first time its own, later the same again.
    pub(crate) async fn configure(
        self: &Arc<Self>,
        launch: &Launch,
        request: &ConfigureRequest,
    ) -> Result<ConfigureResponse, Status> {
        let key = Key::of(launch, Some(request));
        let call = self.take(key);
        match self.ready(key, &call, launch, Some(request)).await {
            Ok(running) => Ok(running.answer.clone()),
            Err(Unready::Refused(answer)) => Ok(answer),
            Err(Unready::Failed(status)) => Err(status),
        }
    }

    /// Makes one call to the process of a configuration, which is started if it does not run.
    pub(crate) async fn call<T, F>(
        self: &Arc<Self>,
        launch: &Launch,
        request: Option<&ConfigureRequest>,
        ask: impl FnOnce(Arc<dyn Provider>) -> F,
    ) -> Result<T, Status>
    where
        F: Future<Output = Result<T, Status>>,
    {
        let key = Key::of(launch, request);
        let call = self.take(key);
        let running = self.ready(key, &call, launch, request).await?;
        match ask(running.process.provider()).await {
            Ok(answer) => Ok(answer),
            Err(status) => Err(self.judged(key, &call, running, launch, status).await),
        }
    }

    /// Returns the slot of a key, kept from being ended.
    fn take(self: &Arc<Self>, key: Key) -> Call {
        let mut slots = locked(&self.slots);
        let fresh = || {
            let (running, busy) = (OnceCell::new(), AtomicUsize::new(0));
            Arc::new(Slot { running, busy, used: Mutex::new(Instant::now()) })
        };
        let slot = Arc::clone(slots.entry(key).or_insert_with(fresh));
        slot.busy.fetch_add(1, Ordering::SeqCst);
        let ended = surplus(&mut slots, self.limits);
        drop(slots);
        end(ended);
        if !self.watched.swap(true, Ordering::SeqCst) {
            watch(Arc::downgrade(self), self.limits.idle);
        }
        Call(slot)
    }

    /// Returns the process in a slot, started and configured by whoever comes first.
    async fn ready<'c>(
        &self,
        key: Key,
        call: &'c Call,
        launch: &Launch,
        request: Option<&ConfigureRequest>,
    ) -> Result<&'c Running, Unready> {
        let ready = call.0.running.get_or_try_init(|| self.launch(launch, request)).await;
        if ready.is_err() {
            self.forget(key, &call.0);
        }
        ready
    }

    async fn launch(
        &self,
        launch: &Launch,
        request: Option<&ConfigureRequest>,
    ) -> Result<Running, Unready> {
        self.started.fetch_add(1, Ordering::SeqCst);
        let process = start(&launch.binary, &launch.environment, &self.folder).await;
        let process =
            process.map_err(|error| Unready::Failed(Status::unavailable(chain(&error))))?;
        let Some(request) = request else {
            return Ok(Running { process, answer: ConfigureResponse::default() });
        };
        match process.provider().configure(request.clone()).await {
            Ok(answer) if answer.diagnostics.iter().any(Diagnostic::is_error) => {
                Err(Unready::Refused(answer))
            }
            Ok(answer) => Ok(Running { process, answer }),
            Err(status) => {
                let death = died(launch, &process, &status).await;
                Err(Unready::Failed(death.unwrap_or(status)))
            }
        }
    }

    /// Returns the error of a call; if the process is dead, with its last words, and the next call starts another.
    async fn judged(
        &self,
        key: Key,
        call: &Call,
        running: &Running,
        launch: &Launch,
        status: Status,
    ) -> Status {
        let death = died(launch, &running.process, &status).await;
        if death.is_some() {
            self.forget(key, &call.0);
        }
        death.unwrap_or(status)
    }

    /// Takes a slot out, unless another has its place already.
    fn forget(&self, key: Key, slot: &Arc<Slot>) {
        let mut slots = locked(&self.slots);
        if slots.get(&key).is_some_and(|current| Arc::ptr_eq(current, slot)) {
            slots.remove(&key);
        }
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

/// Takes out what is idle for too long, and what is idle while there is too much.
fn surplus(slots: &mut BTreeMap<Key, Arc<Slot>>, limits: Limits) -> Vec<Arc<Slot>> {
    let mut idle: Vec<_> = slots
        .iter()
        .filter(|(_, slot)| slot.busy.load(Ordering::SeqCst) == 0)
        .map(|(key, slot)| (*locked(&slot.used), *key))
        .collect();
    idle.sort();
    let mut ended = Vec::new();
    for (used, key) in idle {
        if used.elapsed() >= limits.idle || slots.len() > limits.count {
            ended.extend(slots.remove(&key));
        }
    }
    ended
}

/// Ends processes that nobody uses, in the background.
fn end(slots: Vec<Arc<Slot>>) {
    for slot in slots {
        let running = Arc::into_inner(slot).and_then(|slot| slot.running.into_inner());
        if let Some(running) = running {
            tokio::spawn(running.process.shutdown());
        }
    }
}

/// Looks for idle processes from time to time, as long as the set exists.
fn watch(processes: Weak<Processes>, idle: Duration) {
    let pause = (idle / 2).max(Duration::from_millis(10));
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(pause).await;
            let Some(processes) = processes.upgrade() else { return };
            let ended = surplus(&mut locked(&processes.slots), processes.limits);
            end(ended);
        }
    });
}
