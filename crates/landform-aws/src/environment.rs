//! What the client sees of the world: variables that were given, files, processes and the clock.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use landform_world::World;

use crate::moment::Moment;

/// Variables, files, processes and clock, as a client of AWS sees them.
#[derive(Clone)]
pub struct Environment<'w> {
    variables: BTreeMap<String, String>,
    world: &'w dyn World,
    clock: fn() -> SystemTime,
}

impl<'w> Environment<'w> {
    /// Creates an environment: the variables are all that are looked at, the world is there for files and processes.
    pub fn new(variables: BTreeMap<String, String>, world: &'w dyn World) -> Self {
        Self { variables, world, clock: SystemTime::now }
    }

    /// Replaces the clock.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> SystemTime) -> Self {
        self.clock = clock;
        self
    }

    /// Returns a variable that is set and not empty.
    pub(crate) fn var(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Returns the first of several variables that is set and not empty.
    pub(crate) fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.var(name))
    }

    /// Tells whether a variable says yes.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.var(name).is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// Returns all variables, for processes.
    pub(crate) fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    /// Returns the world.
    pub(crate) fn world(&self) -> &'w dyn World {
        self.world
    }

    /// Returns the present moment.
    pub(crate) fn now(&self) -> Moment {
        Moment::of((self.clock)())
    }

    /// Returns a path in which `~/` stands for the home of the user.
    pub(crate) fn expanded(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), self.var("HOME")) {
            (Some(rest), Some(home)) => Path::new(home).join(rest),
            _ => PathBuf::from(path),
        }
    }
}
