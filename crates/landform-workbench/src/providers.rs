//! Who plays the providers: what engines are given instead of starting their own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Serves providers to engines.
pub trait Providers: Sync {
    /// Serves the providers of one unit until the answer is dropped.
    ///
    /// # Errors
    /// Says why nothing can be served.
    fn serve(&self, wanted: &Wanted<'_>) -> Result<Box<dyn Served + '_>, String>;

    /// Returns what exists in the simulated world; nothing where nothing is simulated.
    fn left(&self) -> Vec<Left>;
}

/// What is to be served.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The unit's path.
    pub unit: &'a str,
    /// The resource and data types that its configuration and its state use.
    pub types: &'a BTreeSet<String>,
    /// The folder in which the engine runs: its files say which providers are required.
    pub folder: &'a Path,
    /// Type and identity of what is in the unit's state.
    pub existing: &'a BTreeSet<(String, String)>,
    /// Whether answers that were recorded before a run was cut short stand in for the same calls.
    pub replay: bool,
}

/// Providers that are being served.
pub trait Served {
    /// Returns the environment variables that lead an engine to them.
    fn env(&self) -> BTreeMap<String, String>;

    /// Says what a person should know of the unit's past, where its run was cut short, and its state now holds what exists: type and identity.
    fn remarks(&self, _existing: &BTreeSet<(String, String)>) -> Vec<String> {
        Vec::new()
    }
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
