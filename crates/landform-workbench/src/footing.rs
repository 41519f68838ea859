//! What engines stand on: whose states they use, what else they run, and in which environment.

use std::collections::BTreeMap;
use std::path::PathBuf;

use landform_engine::heap_settings;
use landform_world::World;

use crate::place::Place;

/// Where engines keep states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackEnd {
    /// In files of the place, whatever the unit says.
    Local,
    /// Where the unit says.
    Own,
    /// In the working copy, as a copy that whoever runs the engine puts there: for what changes nothing.
    Copied,
}

/// Whether engines run the provisioners of modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provisioners {
    /// They are replaced by ones that do nothing.
    Withheld,
    /// They run.
    Run,
}

/// What engines stand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footing {
    /// Where states are.
    pub back_end: BackEnd,
    /// Whether provisioners run.
    pub provisioners: Provisioners,
    /// The engine's own configuration file; none means that of the user.
    pub engine_config: Option<PathBuf>,
    /// Variables for engines: credentials, proxies, endpoints.
    pub env: BTreeMap<String, String>,
}

impl Footing {
    /// Returns that of a simulated world: states in the place, nothing run but engines, of the user's settings only how much memory they use.
    pub fn simulated(world: &dyn World, place: &Place) -> Self {
        Self {
            back_end: BackEnd::Local,
            provisioners: Provisioners::Withheld,
            engine_config: Some(place.engine_config()),
            env: heap_settings(world, 1),
        }
    }
}
