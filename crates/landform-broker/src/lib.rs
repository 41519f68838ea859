//! Real providers: found and checked as the engine does it, started once per configuration, and joined with the simulator.
//!
//! [`find_provider`] finds a binary in the mirrors and checks it against the lock file. [`Processes`] runs one process per configuration, which
//! is configured exactly once: two configurations never share one, because providers keep what they were configured with in one place.
//! [`SchemaCache`] asks a binary for its schema once in its life. [`Connection`] is a provider that passes everything on; [`Hybrid`] lets the real
//! provider validate and plan, and the simulator do the rest.

mod call_log;
mod connection;
mod dirhash;
mod find;
mod gaps;
mod hybrid;
mod launch;
mod lock_file;
mod mirrors;
mod offline;
mod processes;
mod recorded;
mod replay;
mod routed;
mod schema_cache;
mod verdicts;

pub use call_log::{Asker, CallLog, ChangeKind, Outcome, PastCall, read_calls};
pub use connection::{Connection, Connections, Setup};
pub use dirhash::{h1, sha256};
pub use find::{FindError, Found, Wanted, find_provider};
pub use gaps::Gaps;
pub use hybrid::{Fallbacks, Hybrid, HybridFactory};
pub use launch::{Launch, offline_environment, reaches_clouds};
pub use mirrors::{MIRROR_VARIABLE, Mirror, Mirrors};
pub use processes::{Limits, Processes};
pub use recorded::{RecordedFactory, Recorder};
pub use replay::{Object, Replay, Replayed, Uncertain};
pub use routed::RoutedFactory;
pub use schema_cache::{CacheError, Described, SchemaCache};
pub use verdicts::Verdicts;
