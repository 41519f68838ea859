//! Where states are kept, and how one is read and locked without an engine.

use std::fmt;
use std::path::Path;

use landform_value::{Value, to_json};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::state::DamagedState;

/// The settings of a backend that say where a state is; all others may be secret and are never shown.
const PLACE_KEYS: [&str; 4] = ["bucket", "key", "path", "region"];

/// Reads and locks states without an engine. Calls block, and may come from several threads at once.
pub trait StateStore: Send + Sync {
    /// Returns the bytes of a state; `None` if there is none yet.
    ///
    /// # Errors
    /// Says why it cannot be read: [`StateError::Unsupported`] and [`StateError::Encrypted`] are for the engine to try.
    fn read(&self, backend: &Backend) -> Result<Option<Vec<u8>>, StateError>;

    /// Takes the lock of a state, so that engines and other tools see and respect it.
    ///
    /// # Errors
    /// [`StateError::Held`] if somebody has it, and why it could not be tried.
    fn acquire(&self, backend: &Backend, lock: &LockInfo) -> Result<(), StateError>;

    /// Releases the lock with that ID alone; false if nobody has the lock.
    ///
    /// # Errors
    /// [`StateError::Held`] if the lock has another ID, and why it could not be released.
    fn release(&self, backend: &Backend, id: &str) -> Result<bool, StateError>;

    /// Returns who has the lock of a state.
    ///
    /// # Errors
    /// Says why that cannot be told.
    fn lock_holder(&self, backend: &Backend) -> Result<Option<LockInfo>, StateError>;

    /// Tells whether the lock can be taken here; if not, it is for the engine to take it.
    fn supports_locking(&self, backend: &Backend) -> bool;
}

/// A place for one state: the kind of backend and its settings, as the engine would get them.
#[derive(Clone, PartialEq, Eq)]
pub struct Backend {
    /// The kind, for example `s3`.
    pub kind: String,
    /// The settings; those that are null are absent. A `path` of the kind `local` is absolute.
    pub config: Map<String, Json>,
}

impl Backend {
    /// Returns the backend of a unit in `folder`; `None` if a setting is not known yet.
    pub fn of(kind: &str, config: &Value, folder: &Path) -> Option<Self> {
        let (config, _) = config.clone().unmark_deep();
        let Json::Object(mut config) = to_json(&config)? else { return None };
        config.retain(|_, value| !value.is_null());
        if kind == "local" {
            let path = config.get("path").and_then(Json::as_str).unwrap_or("terraform.tfstate");
            let path = folder.join(path).to_string_lossy().into_owned();
            config.insert("path".to_owned(), path.into());
        }
        Some(Self { kind: kind.to_owned(), config })
    }

    /// Returns the backend that keeps a state in a file.
    pub fn file(path: &Path) -> Self {
        let path = path.to_string_lossy().into_owned();
        Self {
            kind: "local".to_owned(),
            config: Map::from_iter([("path".to_owned(), path.into())]),
        }
    }

    /// Returns a setting that is text and not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.config.get(name).and_then(Json::as_str).filter(|text| !text.is_empty())
    }

    /// Returns a setting that is true or false, also as text; false if it is absent.
    pub fn flag(&self, name: &str) -> bool {
        match self.config.get(name) {
            Some(Json::Bool(flag)) => *flag,
            Some(Json::String(text)) => text == "true",
            _ => false,
        }
    }
}

impl fmt::Display for Backend {
    /// Shows where the state is, without any setting that may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.text("bucket"), self.text("key"), self.text("path")) {
            (Some(bucket), Some(key), _) => write!(f, "{}://{bucket}/{key}", self.kind),
            (_, _, Some(path)) => f.write_str(path),
            _ => write!(f, "{} backend", self.kind),
        }
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Backend");
        shown.field("kind", &self.kind);
        for (key, value) in PLACE_KEYS.iter().filter_map(|key| Some((key, self.text(key)?))) {
            shown.field(key, &value);
        }
        shown.finish_non_exhaustive()
    }
}

/// Who has a lock, in the words of the engines, which read and write the same JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LockInfo {
    /// Identifies the lock; needed to release it.
    #[serde(rename = "ID")]
    pub id: String,
    /// What the holder does, for example `OperationTypeApply`.
    pub operation: String,
    /// More about it.
    pub info: String,
    /// The user and the machine.
    pub who: String,
    /// The version of the holder.
    pub version: String,
    /// Since when, as in RFC 3339.
    pub created: String,
    /// Where the state is; set by the store that takes the lock.
    pub path: String,
}

impl LockInfo {
    /// Reads what a lock says; a lock that says nothing readable is still a lock.
    pub fn read(text: &[u8]) -> Self {
        serde_json::from_slice(text).unwrap_or_else(|_| Self {
            info: "the lock does not say who has it".to_owned(),
            ..Self::default()
        })
    }

    /// Tells whether this is the lock with that ID; a lock that does not say its ID is nobody's.
    pub fn has_id(&self, id: &str) -> bool {
        !id.is_empty() && self.id == id
    }
}

impl fmt::Display for LockInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or =
            |text: &str, other: &str| if text.is_empty() { other.into() } else { text.to_owned() };
        write!(
            f,
            "`{}` since {}",
            or(&self.who, "somebody"),
            or(&self.created, "an unknown time")
        )?;
        write!(f, " ({}, lock ID `{}`)", or(&self.operation, "unknown operation"), self.id)
    }
}

/// Why a state cannot be read or locked.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Somebody has the lock.
    #[error("the state is locked by {0}")]
    Held(Box<LockInfo>),
    /// The state is encrypted by OpenTofu; the engine can read it.
    #[error("the state is encrypted; only the engine can read it")]
    Encrypted,
    /// This kind of backend, or this setting of it, is known to the engine alone.
    #[error("{0} is known to the engine alone")]
    Unsupported(String),
    /// What is there is no usable state.
    #[error(transparent)]
    Damaged(#[from] DamagedState),
    /// The place cannot be reached, or refuses.
    #[error(transparent)]
    Failed(#[from] StoreFault),
}

impl StateError {
    /// Tells whether the engine may still be able to do it.
    pub fn is_for_engine(&self) -> bool {
        matches!(self, Self::Encrypted | Self::Unsupported(_))
    }

    /// Returns what to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Held(lock) if lock.id.is_empty() => Some(
                "look at the lock file beside the state, and remove it if nobody uses it".into(),
            ),
            Self::Held(lock) => Some(format!(
                "wait until it is released; if its holder is gone, run `force-unlock {}` in the unit",
                lock.id
            )),
            Self::Encrypted | Self::Unsupported(_) => None,
            Self::Damaged(DamagedState::Version(_)) => {
                Some("a newer engine has written it: use that version here too".into())
            }
            Self::Damaged(_) => {
                Some("bring back an older version of the state, which the bucket keeps".into())
            }
            Self::Failed(fault) => fault.hint.clone(),
        }
    }
}

/// What went wrong between here and the place of a state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct StoreFault {
    /// The sort of fault.
    pub kind: FaultKind,
    /// What was asked of whom, and what came back.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

/// The sorts of faults that callers tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// There are no credentials, or they are no longer valid.
    Credentials,
    /// The credentials do not suffice.
    Denied,
    /// The bucket or folder is not there.
    NoPlace,
    /// The settings do not fit, for example the region.
    Settings,
    /// Nobody answers, or with a fault of their own.
    Unavailable,
}

/// Checks that bytes are a state that can be used, without reading all of it.
///
/// # Errors
/// Says why not.
pub fn check_state(text: &[u8]) -> Result<(), StateError> {
    #[derive(Deserialize)]
    struct Head {
        version: Option<u64>,
        encrypted_data: Option<serde::de::IgnoredAny>,
    }
    let head: Head = serde_json::from_slice(text).map_err(DamagedState::from)?;
    if head.encrypted_data.is_some() {
        return Err(StateError::Encrypted);
    }
    match head.version {
        Some(4) => Ok(()),
        version => Err(DamagedState::Version(version.unwrap_or(0)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backend(kind: &str, config: &str) -> Backend {
        let Ok(Json::Object(config)) = serde_json::from_str(config) else { panic!("{config}") };
        Backend { kind: kind.to_owned(), config }
    }

    #[test]
    fn shows_the_place_and_no_secret() {
        for (kind, config, shown) in [
            ("s3", r#"{"bucket": "b", "key": "a/k", "secret_key": "hush"}"#, "s3://b/a/k"),
            ("local", r#"{"path": "/x/y.tfstate", "secret_key": "hush"}"#, "/x/y.tfstate"),
            ("http", r#"{"address": "http://u:hush@h"}"#, "http backend"),
            ("s3", r#"{"bucket": "b", "key": ""}"#, "s3 backend"),
        ] {
            let backend = backend(kind, config);
            assert_eq!(backend.to_string(), shown);
            assert!(!format!("{backend:?}").contains("hush"), "{backend:?}");
        }
        let shown = format!("{:?}", backend("s3", r#"{"bucket": "b", "key": "k"}"#));
        assert_eq!(shown, r#"Backend { kind: "s3", bucket: "b", key: "k", .. }"#);
    }

    #[test]
    fn makes_a_backend_of_known_settings_only() {
        let config = |path: Value| {
            Value::object([("path", path), ("null", Value::null(landform_value::Type::Dynamic))])
        };
        let of = |path| Backend::of("local", &config(path), Path::new("/repo/unit"));
        for (path, expected) in [
            (Value::string("a.tfstate"), Some("/repo/unit/a.tfstate")),
            (Value::string("/a.tfstate"), Some("/a.tfstate")),
            (Value::string("a.tfstate").sensitive(), Some("/repo/unit/a.tfstate")),
            (Value::null(landform_value::Type::Dynamic), Some("/repo/unit/terraform.tfstate")),
            (Value::unknown(landform_value::Type::String), None),
        ] {
            let expected = expected.map(|path| Backend::file(Path::new(path)));
            assert_eq!(of(path), expected);
        }
    }

    #[test]
    fn reads_flags_also_as_text() {
        let backend = backend("s3", r#"{"a": true, "b": "true", "c": "no", "d": false, "e": 1}"#);
        let flags = ["a", "b", "c", "d", "e", "f"].map(|name| backend.flag(name));
        assert_eq!(flags, [true, true, false, false, false, false]);
    }

    #[test]
    fn writes_locks_as_the_engines_do() {
        let text = r#"{"ID":"1","Operation":"o","Info":"","Who":"w","Version":"v","Created":"c","Path":"p"}"#;
        let lock = LockInfo::read(text.as_bytes());
        assert_eq!(serde_json::to_string(&lock).unwrap(), text);
        assert_eq!(lock.to_string(), "`w` since c (o, lock ID `1`)");
        let unreadable = LockInfo::read(b"<xml>");
        assert_eq!(
            unreadable.to_string(),
            "`somebody` since an unknown time (unknown operation, lock ID ``)"
        );
        assert_eq!(unreadable.info, "the lock does not say who has it");
    }

    #[test]
    fn says_what_is_no_usable_state() {
        for (text, expected) in [
            (r#"{"version": 4, "serial": 1}"#, "Ok(())"),
            (r#"{"version": 5}"#, "the state has format version 5; only version 4 is known"),
            (r#"{"version": 4, "ser"#, "the state is damaged: EOF while parsing a string"),
            ("[]", "the state is damaged: invalid length 0"),
            (
                r#"{"serial": 1, "encrypted_data": "x", "encryption_version": "v0"}"#,
                "the state is encrypted; only the engine can read it",
            ),
        ] {
            let found = check_state(text.as_bytes())
                .map_or_else(|error| error.to_string(), |()| "Ok(())".to_owned());
            assert!(found.starts_with(expected), "{text}: {found}");
        }
    }

    #[test]
    fn each_error_has_a_next_step_or_is_for_the_engine() {
        let fault = StoreFault {
            kind: FaultKind::Denied,
            message: "no".to_owned(),
            hint: Some("ask".to_owned()),
        };
        for error in [
            StateError::Held(Box::default()),
            StateError::Held(Box::new(LockInfo { id: "7".to_owned(), ..LockInfo::default() })),
            StateError::Encrypted,
            StateError::Unsupported("backend `gcs`".to_owned()),
            StateError::Damaged(DamagedState::Version(5)),
            StateError::Damaged(DamagedState::Output("x".to_owned())),
            StateError::Failed(fault),
        ] {
            assert_eq!(error.hint().is_none(), error.is_for_engine(), "{error}");
        }
    }
}
