//! The schema cache: a binary is asked for its schema once in its life, which takes it many seconds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Permissions;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use landform_plugin::message::ServerCapabilities;
use landform_plugin::recorded::Recorded;
use landform_plugin::{Protocol, ProviderSchema, SchemaResponse, StartError, Status, start};
use serde::{Deserialize, Serialize};

use crate::dirhash::sha256;
use crate::launch::Launch;

/// The form of the files; those of another are made again.
const FORM: u32 = 1;

/// How hard a schema is compressed: it is written while a user waits.
const COMPRESSION: i32 = 3;

/// What a provider offers.
#[derive(Clone, Debug)]
pub struct Described {
    /// Everything.
    pub schema: Arc<ProviderSchema>,
    /// What it can do beyond the first version of the protocol.
    pub capabilities: ServerCapabilities,
    /// The protocol that it speaks.
    pub protocol: Protocol,
}

impl Described {
    /// Returns the answer for an engine that uses these types alone. Functions are few and stay.
    pub fn trimmed(&self, types: &BTreeSet<String>) -> SchemaResponse {
        fn some<T: Clone>(
            all: &BTreeMap<String, T>,
            types: &BTreeSet<String>,
        ) -> BTreeMap<String, T> {
            let found = types.iter().filter_map(|ty| Some((ty.clone(), all.get(ty)?.clone())));
            found.collect()
        }
        let all = &self.schema;
        let schema = ProviderSchema {
            provider: all.provider.clone(),
            provider_meta: all.provider_meta.clone(),
            resources: some(&all.resources, types),
            data_sources: some(&all.data_sources, types),
            ephemeral_resources: some(&all.ephemeral_resources, types),
            functions: all.functions.clone(),
        };
        SchemaResponse {
            schema: Arc::new(schema),
            // An engine that keeps a schema for itself asks no second time.
            capabilities: ServerCapabilities {
                get_provider_schema_optional: true,
                ..self.capabilities
            },
            diagnostics: Vec::new(),
        }
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

/// A schema in a file.
#[derive(Serialize, Deserialize)]
struct Stored {
    form: u32,
    protocol: u8,
    plan_destroy: bool,
    get_provider_schema_optional: bool,
    move_resource_state: bool,
    recorded: Recorded,
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
        text.and_then(|text| self.write(&index, &text))
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
        let described = ask(launch, sockets).await?;
        let bytes = write(&described, launch);
        bytes
            .and_then(|bytes| self.write(&path, &bytes))
            .map_err(|source| CacheError::File { path, source })?;
        Ok(described)
    }

    /// Writes a file whole or not at all.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let beside = self.folder.join(format!("{}.new", std::process::id()));
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&beside)?;
        file.write_all(bytes)?;
        std::fs::rename(&beside, path)
    }
}

async fn ask(launch: &Launch, sockets: &Path) -> Result<Described, CacheError> {
    let failed = |problem: String| CacheError::Schema { binary: launch.binary.clone(), problem };
    let process = start(&launch.binary, &launch.environment, sockets).await?;
    let answer = process.provider().schema().await;
    let answer = answer.map_err(|status: Status| failed(status.message().to_owned()))?;
    if let Some(error) = answer.diagnostics.iter().find(|one| one.is_error()) {
        return Err(failed(format!("{}: {}", error.summary, error.detail)));
    }
    let protocol = process.protocol();
    process.shutdown().await;
    Ok(Described { schema: answer.schema, capabilities: answer.capabilities, protocol })
}

fn write(described: &Described, launch: &Launch) -> io::Result<Vec<u8>> {
    let ServerCapabilities { plan_destroy, get_provider_schema_optional, move_resource_state } =
        described.capabilities;
    let stored = Stored {
        form: FORM,
        protocol: described.protocol.number(),
        plan_destroy,
        get_provider_schema_optional,
        move_resource_state,
        recorded: Recorded {
            provider: launch.binary.to_string_lossy().into_owned(),
            schema: (*described.schema).clone(),
            ..Recorded::default()
        },
    };
    zstd::encode_all(serde_json::to_vec(&stored)?.as_slice(), COMPRESSION)
}

/// Returns what a file holds; nothing if it is damaged or of another form, so that it is made again.
fn read(bytes: &[u8]) -> Option<Described> {
    let stored: Stored = serde_json::from_slice(&zstd::decode_all(bytes).ok()?).ok()?;
    let protocol = match (stored.form, stored.protocol) {
        (FORM, 5) => Protocol::Five,
        (FORM, 6) => Protocol::Six,
        _ => return None,
    };
    let capabilities = ServerCapabilities {
        plan_destroy: stored.plan_destroy,
        get_provider_schema_optional: stored.get_provider_schema_optional,
        move_resource_state: stored.move_resource_state,
    };
    Some(Described { schema: Arc::new(stored.recorded.schema), capabilities, protocol })
}
