//! AWS without an engine: credentials as the engines' backends find them, states and their locks, buckets for states, whose account it is.

mod accounts;
mod bootstrap;
mod bucket;
mod credentials;
mod endpoint;
mod environment;
mod fault;
mod http;
mod local;
mod moment;
mod profiles;
mod proxy;
mod reading;
mod session;
mod settings;
mod sign;
mod states;
mod sts;
mod xml;

pub use accounts::{AccountAnswer, AccountQuestion, account_table, check_accounts};
pub use bootstrap::{Created, create_bucket_if_missing};
pub use environment::Environment;
pub use fault::{AwsFault, FaultKind};
pub use moment::Moment;
pub use reading::{StateRead, read_all};
pub use session::Aws;
pub use settings::{Keys, Role, Settings, WebIdentity};
pub use states::States;
pub use sts::Caller;
