//! Provider configurations, hoisted to the root: one alias for each that differs.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::{identifier, unique};

/// A provider block of a unit, its expressions evaluated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Configuration {
    /// The local name of the provider, such as `aws`.
    pub(crate) local: String,
    /// The alias inside the unit.
    pub(crate) alias: Option<String>,
    /// The body.
    pub(crate) text: String,
}

impl Configuration {
    /// Returns how the unit refers to the configuration.
    pub(crate) fn reference(&self) -> String {
        match &self.alias {
            Some(alias) => format!("{}.{alias}", self.local),
            None => self.local.clone(),
        }
    }
}

/// The aliases of the root.
#[derive(Debug, Default)]
pub(crate) struct Aliases {
    /// Alias by local name and body.
    known: BTreeMap<(String, String), String>,
    taken: BTreeSet<String>,
}

impl Aliases {
    /// Returns the alias of a configuration, named after account and region where it is new.
    pub(crate) fn of(&mut self, configuration: &Configuration, place: &str) -> String {
        let key = (configuration.local.clone(), configuration.text.clone());
        if let Some(alias) = self.known.get(&key) {
            return alias.clone();
        }
        let alias = unique(&identifier(place), &mut self.taken);
        self.known.insert(key, alias.clone());
        alias
    }

    /// Returns the provider blocks of the root.
    pub(crate) fn blocks(&self) -> String {
        let block = |((local, text), alias): (&(String, String), &String)| {
            format!("provider \"{local}\" {{\n  alias = \"{alias}\"\n{text}}}\n\n")
        };
        self.known.iter().map(block).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_configurations_share_an_alias_and_others_get_their_own() {
        let one = |text: &str| Configuration {
            local: "aws".to_owned(),
            alias: None,
            text: format!("  region = \"{text}\"\n"),
        };
        let mut aliases = Aliases::default();
        let places = [("a", "dev/eu-west-1"), ("a", "dev/eu-west-1"), ("b", "dev/eu-west-1")];
        let given = places.map(|(text, place)| aliases.of(&one(text), place));
        assert_eq!(given, ["dev__eu_west_1", "dev__eu_west_1", "dev__eu_west_1_2"]);
        assert_eq!(aliases.blocks().matches("provider \"aws\"").count(), 2);
    }
}
