//! Where working copies live: states, working copies and sockets below one private folder.

use std::io;
use std::path::{Path, PathBuf};

use landform_world::{Access, World};

/// The folder of what is a unit's own: its path may lead to other units too. No unit is called like it.
const OWN: &str = ".own";

/// The private folder of working copies and local states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    folder: PathBuf,
    states: PathBuf,
}

impl Place {
    /// Takes a folder, which is created, closed to others, if need be.
    ///
    /// # Errors
    /// Any failure of the file system.
    pub fn create(world: &dyn World, folder: impl Into<PathBuf>) -> io::Result<Self> {
        Self::existing(folder).made(world)
    }

    /// Takes a folder for working copies alone, created like one for all; states are in another place.
    ///
    /// # Errors
    /// Any failure of the file system.
    pub fn beside(
        world: &dyn World,
        folder: impl Into<PathBuf>,
        states: &Self,
    ) -> io::Result<Self> {
        Self { states: states.states.clone(), folder: folder.into() }.made(world)
    }

    fn made(self, world: &dyn World) -> io::Result<Self> {
        for folder in [&self.folder, &self.states, &self.folder.join("work")] {
            world.create_folder(folder, Access::Private)?;
        }
        Ok(self)
    }

    /// Takes a folder that a rehearsal has left.
    pub fn existing(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self { states: folder.join("state"), folder }
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the folder of all states.
    pub fn states(&self) -> PathBuf {
        self.states.clone()
    }

    /// Returns the state file of a unit.
    pub fn state(&self, unit: &str) -> PathBuf {
        self.states.join(unit).join("terraform.tfstate")
    }

    /// Returns the working copy of a unit, beside those of the units below it.
    pub fn work(&self, unit: &str) -> PathBuf {
        self.folder.join("work").join(unit).join(OWN)
    }

    /// Returns where a module is fetched to that a unit has from elsewhere.
    pub(crate) fn fetched(&self, unit: &str) -> PathBuf {
        self.folder.join("fetched").join(unit).join(OWN)
    }

    /// Returns the folder in which an engine reads the state of a unit, and does nothing else.
    pub(crate) fn reading(&self, unit: &str) -> PathBuf {
        self.folder.join("reading").join(unit).join(OWN)
    }

    /// Returns the file that describes a kept rehearsal.
    pub fn index(&self) -> PathBuf {
        self.folder.join("rehearsal.json")
    }

    /// Returns where a live repo goes that is generated for the rehearsal.
    pub fn live(&self) -> PathBuf {
        self.folder.join("live")
    }

    /// Returns the empty engine configuration, which keeps the user's own out of the rehearsal.
    pub fn engine_config(&self) -> PathBuf {
        self.folder.join("engine.tfrc")
    }
}
