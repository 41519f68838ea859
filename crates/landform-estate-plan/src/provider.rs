//! Provider configurations, hoisted to the root: one alias for each that differs.

use std::collections::{BTreeMap, BTreeSet};

use landform_value::Value;

use crate::names::{identifier, unique};

/// A provider block of a unit, its expressions written for the root.
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

/// How the root refers to a configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RootProvider {
    /// The local name in the root.
    pub(crate) local: String,
    /// The alias in the root.
    pub(crate) alias: String,
}

impl RootProvider {
    /// Returns the file that has the configuration.
    pub(crate) fn file(&self) -> String {
        format!("provider_{}_{}.tf", self.local, self.alias)
    }
}

/// The configurations of the root.
#[derive(Debug, Default)]
pub(crate) struct Aliases {
    /// Local name in the root by source address: two units may call different providers alike.
    locals: BTreeMap<String, String>,
    /// By local name in the root and body.
    known: BTreeMap<(String, String), RootProvider>,
    taken_locals: BTreeSet<String>,
    taken: BTreeSet<String>,
}

impl Aliases {
    /// Returns how the root refers to a configuration; a new one is named after account and region.
    pub(crate) fn of(
        &mut self,
        configuration: &Configuration,
        source: &str,
        place: &str,
    ) -> RootProvider {
        let taken_locals = &mut self.taken_locals;
        let new_local = || unique(&configuration.local, taken_locals);
        let local = self.locals.entry(source.to_owned()).or_insert_with(new_local).clone();
        let taken = &mut self.taken;
        let key = (local.clone(), configuration.text.clone());
        let new = || RootProvider { local, alias: unique(&identifier(place), taken) };
        self.known.entry(key).or_insert_with(new).clone()
    }

    /// Returns the block that says where providers come from.
    pub(crate) fn requirements(&self) -> String {
        let line = |(source, local): (&String, &String)| {
            format!("    {local} = {{\n      source = {}\n    }}\n", Value::string(source))
        };
        let lines: String = self.locals.iter().map(line).collect();
        format!("terraform {{\n  required_providers {{\n{lines}  }}\n}}\n")
    }

    /// Returns the files with the provider blocks that are in use, by name.
    pub(crate) fn files(&self, used: &BTreeSet<&RootProvider>) -> BTreeMap<String, String> {
        let blocks = self.known.iter().map(|((local, text), own)| {
            let block = match used.contains(own) {
                true => format!("provider \"{local}\" {{\n  alias = \"{}\"\n{text}}}\n", own.alias),
                false => String::new(),
            };
            (own.file(), block)
        });
        blocks.collect()
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
        let given: Vec<String> = [
            ("a", "hashicorp/aws", "dev/eu-west-1"),
            ("a", "hashicorp/aws", "dev/eu-west-1"),
            ("b", "hashicorp/aws", "dev/eu-west-1"),
            ("b", "acme/aws", "dev/eu-west-1"),
        ]
        .map(|(text, source, place)| {
            let own = aliases.of(&one(text), source, place);
            format!("{}.{}", own.local, own.alias)
        })
        .into();
        assert_eq!(
            given,
            [
                "aws.dev__eu_west_1",
                "aws.dev__eu_west_1",
                "aws.dev__eu_west_1_2",
                "aws_2.dev__eu_west_1_3"
            ]
        );
        let second = aliases.of(&one("b"), "hashicorp/aws", "");
        let files = aliases.files(&BTreeSet::from([&second]));
        let texts: Vec<_> = files.values().filter(|text| !text.is_empty()).collect();
        let block = "provider \"aws\" {\n  alias = \"dev__eu_west_1_2\"\n  region = \"b\"\n}\n";
        assert_eq!((files.len(), texts), (3, vec![&block.to_owned()]));
        assert!(aliases.requirements().contains("aws_2 = {\n      source = \"acme/aws\""));
    }
}
