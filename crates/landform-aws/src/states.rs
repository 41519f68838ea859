//! States in S3 and in files, read and locked without an engine.

use landform_plan::{Backend, LockInfo, StateError, StateStore, StoreFault, check_state};

use crate::accounts::check_account;
use crate::bucket::{Bucket, Sealing};
use crate::environment::Environment;
use crate::fault::{AwsFault, FaultKind};
use crate::local;
use crate::session::Aws;
use crate::settings::Settings;

/// What the lock of a state is called after the state.
const LOCK_SUFFIX: &str = ".tflock";

/// How often a lock is tried whose holder lets go of it between two looks.
const TRIES: usize = 3;

/// States of all backends that can be reached without an engine.
#[derive(Debug)]
pub struct States<'w> {
    aws: Aws<'w>,
    workspace: Option<String>,
}

impl<'w> States<'w> {
    /// Creates a store that sees the world through an environment; nothing is asked yet.
    pub fn new(environment: Environment<'w>) -> Self {
        let workspace = environment.var("TF_WORKSPACE").filter(|name| *name != "default");
        Self { workspace: workspace.map(str::to_owned), aws: Aws::new(environment) }
    }

    /// Returns what asks AWS, credentials included that were found already.
    pub fn aws(&self) -> &Aws<'w> {
        &self.aws
    }

    /// Does something with the object that is, or locks, a state.
    fn with_object<T>(
        &self,
        backend: &Backend,
        work: impl FnOnce(&Object<'_>) -> Result<T, StateError>,
    ) -> Result<T, StateError> {
        self.known(backend)?;
        let needed = |name: &str| {
            backend.text(name).ok_or_else(|| {
                fault(
                    AwsFault::new(FaultKind::Settings, format!("the backend `s3` has no `{name}`"))
                        .hint("set it in `remote_state`"),
                )
            })
        };
        let (bucket, key) = (needed("bucket")?, needed("key")?);
        let settings = Settings::of(&backend.config);
        let session = self.aws.session(&settings).map_err(fault)?;
        check_account(&self.aws, &settings).map_err(fault)?;
        let sealing = Sealing {
            encrypt: backend.flag("encrypt"),
            kms_key: backend.text("kms_key_id").map(str::to_owned),
            own_key: backend
                .text("sse_customer_key")
                .or_else(|| session.environment.var("AWS_SSE_CUSTOMER_KEY"))
                .map(str::to_owned),
            acl: backend.text("acl").map(str::to_owned),
        };
        let bucket = Bucket::new(&session, bucket).map_err(fault)?;
        work(&Object { bucket, key, sealing, place: backend })
    }

    /// Refuses what the engine alone knows.
    fn known(&self, backend: &Backend) -> Result<(), StateError> {
        if let Some(workspace) = &self.workspace {
            return Err(StateError::Unsupported(format!("the workspace `{workspace}`")));
        }
        match backend.kind.as_str() {
            "s3" | "local" => Ok(()),
            other => Err(StateError::Unsupported(format!("the backend `{other}`"))),
        }
    }

    /// Refuses locks that are kept in another way.
    fn lockable(&self, backend: &Backend) -> Result<(), StateError> {
        self.known(backend)?;
        if self.supports_locking(backend) {
            return Ok(());
        }
        Err(StateError::Unsupported(if backend.text("dynamodb_table").is_some() {
            "a lock in a DynamoDB table".to_owned()
        } else {
            "a backend without `use_lockfile`".to_owned()
        }))
    }
}

impl StateStore for States<'_> {
    fn read(&self, backend: &Backend) -> Result<Option<Vec<u8>>, StateError> {
        self.known(backend)?;
        let found = match local_path(backend) {
            Some(path) => local::read(path)?,
            None => self.with_object(backend, |object| object.read())?,
        };
        // An empty state is none: engines write one before they write the first.
        let found = found.filter(|bytes| !bytes.is_empty());
        if let Some(bytes) = &found {
            check_state(bytes)?;
        }
        Ok(found)
    }

    fn acquire(&self, backend: &Backend, lock: &LockInfo) -> Result<(), StateError> {
        self.lockable(backend)?;
        match local_path(backend) {
            Some(path) => local::acquire(path, lock),
            None => self.with_object(backend, |object| object.acquire(lock)),
        }
    }

    fn release(&self, backend: &Backend, id: &str) -> Result<bool, StateError> {
        self.lockable(backend)?;
        match local_path(backend) {
            Some(path) => local::release(path, id),
            None => self.with_object(backend, |object| object.release(id)),
        }
    }

    fn lock_holder(&self, backend: &Backend) -> Result<Option<LockInfo>, StateError> {
        self.lockable(backend)?;
        match local_path(backend) {
            Some(path) => local::holder(path),
            None => self.with_object(backend, |object| object.holder()),
        }
    }

    fn supports_locking(&self, backend: &Backend) -> bool {
        let by_file = backend.flag("use_lockfile") && backend.text("dynamodb_table").is_none();
        self.workspace.is_none()
            && (local_path(backend).is_some() || (backend.kind == "s3" && by_file))
    }
}

fn local_path(backend: &Backend) -> Option<&std::path::Path> {
    let path = backend.text("path").filter(|_| backend.kind == "local");
    path.map(std::path::Path::new)
}

fn fault(fault: AwsFault) -> StateError {
    StateError::Failed(StoreFault::from(fault))
}

/// A state in a bucket.
struct Object<'a> {
    bucket: Bucket<'a>,
    key: &'a str,
    sealing: Sealing,
    place: &'a Backend,
}

impl Object<'_> {
    fn lock_key(&self) -> String {
        format!("{}{LOCK_SUFFIX}", self.key)
    }

    fn read(&self) -> Result<Option<Vec<u8>>, StateError> {
        self.bucket.get(self.key, &self.sealing).map_err(fault)
    }

    fn holder(&self) -> Result<Option<LockInfo>, StateError> {
        let found = self.bucket.get(&self.lock_key(), &self.sealing).map_err(fault)?;
        Ok(found.map(|bytes| LockInfo::read(&bytes)))
    }

    fn acquire(&self, lock: &LockInfo) -> Result<(), StateError> {
        let bucket = self.place.text("bucket").unwrap_or_default();
        let lock = LockInfo { path: format!("{bucket}/{}", self.key), ..lock.clone() };
        let text = serde_json::to_vec(&lock).unwrap_or_default();
        let mut holder = LockInfo::default();
        for _ in 0..TRIES {
            let key = self.lock_key();
            if self.bucket.put_new(&key, text.clone(), &self.sealing).map_err(fault)? {
                return Ok(());
            }
            match self.holder()? {
                // An earlier attempt succeeded, and its answer was lost.
                Some(other) if other.has_id(&lock.id) => return Ok(()),
                Some(other) => return Err(StateError::Held(Box::new(other))),
                None => holder = LockInfo { info: "it comes and goes".to_owned(), ..holder },
            }
        }
        Err(StateError::Held(Box::new(holder)))
    }

    fn release(&self, id: &str) -> Result<bool, StateError> {
        match self.holder()? {
            None => Ok(false),
            Some(holder) if holder.has_id(id) => {
                self.bucket.delete(&self.lock_key()).map_err(fault)?;
                Ok(true)
            }
            Some(holder) => Err(StateError::Held(Box::new(holder))),
        }
    }
}
