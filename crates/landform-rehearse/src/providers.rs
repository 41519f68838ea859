//! Who plays the provider: what a rehearsal asks of whoever serves one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Serves providers to engines.
pub trait Providers: Sync {
    /// Serves the providers of one unit, with the types that it uses, until the answer is dropped.
    ///
    /// # Errors
    /// Says why nothing can be served.
    fn serve(&self, unit: &str, types: &BTreeSet<String>) -> Result<Box<dyn Served + '_>, String>;

    /// Returns what exists in the simulated world.
    fn left(&self) -> Vec<Left>;
}

/// Providers that are being served.
pub trait Served {
    /// Returns the environment variables that lead an engine to them.
    fn env(&self) -> BTreeMap<String, String>;
}

/// An object that exists in the simulated world.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Left {
    /// The account id.
    pub account: String,
    /// The region.
    pub region: String,
    /// The resource type.
    pub type_name: String,
    /// The id.
    pub id: String,
}
