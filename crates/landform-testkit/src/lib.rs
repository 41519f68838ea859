//! What tests and benchmarks share: an AWS emulator, engines and real providers, found or skipped with a reason.
//!
//! Nothing here is part of the product. Whatever is missing on a machine gives a [`Skip`], which the caller shows:
//! a skipped test is seen as such.

mod emulated;
mod http;
mod kill;
mod module;
mod moto;
mod processes;
mod python;
mod skip;
mod tools;

pub use kill::{Killing, Outcome, moments};
pub use module::{Tested, test_module, validate_with_next};
pub use moto::{Mode, Moto};
pub use processes::{Reach, kill_tree};
pub use python::MOTO_VERSION;
pub use skip::Skip;
pub use tools::{engine, engine_config, provider, provider_environment};
