//! The schema cache: a binary is asked for its schema once in its life, which takes it many seconds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Permissions;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use landform_plugin::message::ServerCapabilities;
use landform_plugin::recorded::{Library, Recorded};
use landform_plugin::{Protocol, SchemaResponse, StartError, Status, start};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::dirhash::sha256;
use crate::launch::Launch;

/// The form of the files; those of another are made again.
const FORM: u32 = 1;

/// How hard a schema is compressed: it is written while a user waits.
const COMPRESSION: i32 = 3;

/// What a provider offers.
#[derive(Clone, Debug)]
pub struct Described {
    /// Everything, decoded as it is asked for.
    pub library: Arc<Library>,
    /// What it can do beyond the first version of the protocol.
    pub capabilities: ServerCapabilities,
    /// The protocol that it speaks.
    pub protocol: Protocol,
}

impl Described {
    /// Returns the answer for an engine that uses these types alone; for any engine without a list. Functions are few and stay.
    ///
    /// # Errors
    ///
    /// The recording is damaged inside.
    pub fn trimmed(&self, types: Option<&BTreeSet<String>>) -> Result<SchemaResponse, CacheError> {
        let schema = self.library.schema(types);
        Ok(SchemaResponse {
            schema: Arc::new(schema.map_err(|error| CacheError::Damaged(error.to_string()))?),
            // An engine that keeps a schema for itself asks no second time.
            capabilities: ServerCapabilities {
                get_provider_schema_optional: true,
                ..self.capabilities
            },
            diagnostics: Vec::new(),
        })
    }
}

/// Why a schema cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The provider cannot be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The provider does not answer.
    #[error("the provider `{binary}` does not tell its schema: {problem}")]
    Schema {
        /// The binary.
        binary: PathBuf,
        /// What it said.
        problem: String,
    },
    /// What the provider told cannot be read back.
    #[error("the kept schema of a provider is damaged: {0}")]
    Damaged(String),
    /// A file cannot be read or written.
    #[error("cannot use `{path}`")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A folder with the schemas of binaries.
#[derive(Clone, Debug)]
pub struct SchemaCache {
    folder: PathBuf,
}

/// A schema in a file, as it is written.
#[derive(Serialize)]
struct Stored<T> {
    form: u32,
    protocol: u8,
    plan_destroy: bool,
    get_provider_schema_optional: bool,
    move_resource_state: bool,
    recorded: T,
}

/// The same as it is read: the schema remains text.
#[derive(Deserialize)]
struct Kept<'a> {
    form: u32,
    protocol: u8,
    plan_destroy: bool,
    get_provider_schema_optional: bool,
    move_resource_state: bool,
    #[serde(borrow)]
    recorded: &'a RawValue,
}

/// The hash of a binary, and what shows that it is still the same file.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct KnownHash {
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    inode: (u64, u64),
}

impl SchemaCache {
    /// Opens a cache, making its folder, which is closed to other users.
    ///
    /// # Errors
    ///
    /// The folder cannot be made.
    pub fn open(folder: PathBuf) -> Result<Self, CacheError> {
        let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        // One that was there before may be open to others.
        made.and_then(|()| std::fs::set_permissions(&folder, Permissions::from_mode(0o700)))
            .map_err(|source| CacheError::File { path: folder.clone(), source })?;
        Ok(Self { folder })
    }

    /// Returns the SHA-256 of a binary: read once, and again when the file has changed.
    ///
    /// # Errors
    ///
    /// The binary cannot be read.
    pub fn hash(&self, binary: &Path) -> Result<String, CacheError> {
        let failed = |source| CacheError::File { path: binary.to_path_buf(), source };
        let path = binary.canonicalize().map_err(failed)?;
        let meta = path.metadata().map_err(failed)?;
        let known = KnownHash {
            size: meta.size(),
            modified: (meta.mtime(), meta.mtime_nsec()),
            changed: (meta.ctime(), meta.ctime_nsec()),
            inode: (meta.dev(), meta.ino()),
        };
        let index = self.folder.join("binaries.json");
        let text = std::fs::read(&index).unwrap_or_default();
        let mut all: BTreeMap<String, (KnownHash, String)> =
            serde_json::from_slice(&text).unwrap_or_default();
        let name = path.to_string_lossy().into_owned();
        if let Some((_, hash)) = all.get(&name).filter(|(stored, _)| *stored == known) {
            return Ok(hash.clone());
        }
        let hash = sha256(&path).map_err(failed)?;
        all.insert(name, (known, hash.clone()));
        let text = serde_json::to_vec(&all).map_err(io::Error::from);
        text.and_then(|text| write_whole(&index, &text))
            .map_err(|source| CacheError::File { path: index, source })?;
        Ok(hash)
    }

    /// Returns what a provider offers: from the cache, or else from the provider, which is started for it alone.
    ///
    /// # Errors
    ///
    /// See [`CacheError`].
    pub async fn describe(&self, launch: &Launch, sockets: &Path) -> Result<Described, CacheError> {
        let path = self.folder.join(format!("{}.schema.zst", launch.hash));
        if let Some(described) = std::fs::read(&path).ok().and_then(|bytes| read(&bytes)) {
            return Ok(described);
        }
        let bytes = ask(launch, sockets).await?;
        write_whole(&path, &bytes)
            .map_err(|source| CacheError::File { path: path.clone(), source })?;
        read(&bytes).ok_or_else(|| CacheError::Damaged(path.display().to_string()))
    }

    /// Returns where accepted configurations are remembered.
    pub fn verdicts(&self) -> PathBuf {
        self.folder.join("accepted")
    }
}

/// Writes a file, closed to other users, whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_file_name(format!("{}.new", std::process::id()));
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(bytes)?;
    std::fs::rename(&beside, path)
}

/// Returns what the file of a provider is to hold.
async fn ask(launch: &Launch, sockets: &Path) -> Result<Vec<u8>, CacheError> {
    let failed = |problem: String| CacheError::Schema { binary: launch.binary.clone(), problem };
    let process = start(&launch.binary, &launch.environment, sockets).await?;
    let answer = process.provider().schema().await;
    let answer = answer.map_err(|status: Status| failed(status.message().to_owned()))?;
    if let Some(error) = answer.diagnostics.iter().find(|one| one.is_error()) {
        return Err(failed(format!("{}: {}", error.summary, error.detail)));
    }
    let protocol = process.protocol();
    process.shutdown().await;
    let ServerCapabilities { plan_destroy, get_provider_schema_optional, move_resource_state } =
        answer.capabilities;
    let stored = Stored {
        form: FORM,
        protocol: protocol.number(),
        plan_destroy,
        get_provider_schema_optional,
        move_resource_state,
        recorded: Recorded {
            provider: launch.binary.to_string_lossy().into_owned(),
            schema: Arc::unwrap_or_clone(answer.schema),
            ..Recorded::default()
        },
    };
    let text = serde_json::to_vec(&stored).map_err(|error| failed(error.to_string()))?;
    zstd::encode_all(text.as_slice(), COMPRESSION).map_err(|error| failed(error.to_string()))
}

/// Returns what a file holds; nothing if it is damaged or of another form, so that it is made again.
fn read(bytes: &[u8]) -> Option<Described> {
    let text = zstd::decode_all(bytes).ok()?;
    let kept: Kept<'_> = serde_json::from_slice(&text).ok()?;
    let protocol = match (kept.form, kept.protocol) {
        (FORM, 5) => Protocol::Five,
        (FORM, 6) => Protocol::Six,
        _ => return None,
    };
    let capabilities = ServerCapabilities {
        plan_destroy: kept.plan_destroy,
        get_provider_schema_optional: kept.get_provider_schema_optional,
        move_resource_state: kept.move_resource_state,
    };
    let library = Arc::new(Library::of(kept.recorded.get().to_owned()).ok()?);
    Some(Described { library, capabilities, protocol })
}
