//! The names that AWS will see, composed and measured.

use std::collections::BTreeMap;

use landform_diag::{Diagnostic, Diagnostics, Span};

use super::Blocks;
use crate::section::Section;
use crate::{Company, names};

pub(super) fn check(company: &Company, blocks: &Blocks, faults: &mut Diagnostics) {
    let place = |sections: &[Section], name: &str| -> Span {
        let found = sections.iter().find(|section| section.name == name);
        found.map_or_else(|| blocks.company.span.clone(), |section| section.span.clone())
    };
    let mut measure = |what: &str, name: &str, limit: usize, at: Span| {
        let length = name.chars().count();
        if length > limit {
            let fault = Diagnostic::error(format!(
                "{what} would be called `{name}`: {length} characters, but AWS takes {limit}"
            ));
            faults.push(fault.at(at).hint("shorten one of the names that it is made of"));
        }
    };
    for account in &company.accounts {
        let at = place(&blocks.accounts, &account.name);
        measure("account baseline", &names::account(company, &account.name), 50, at.clone());
        for region in company.regions_of(&account.name) {
            let bucket = names::state_bucket(company, &account.name, region.name);
            measure("state bucket", &bucket, 63, at.clone());
        }
    }
    for region in company.regions() {
        // The module adds the kind of the logs, up to 12 characters.
        let prefix = names::log_archive(company, region.name, 1);
        measure("log archive", &prefix, 51, blocks.company.span.clone());
    }
    for environment in &company.environments {
        let at = place(&blocks.environments, &environment.name);
        let name = |suffix: &str| names::of(company, environment, suffix);
        measure("load balancer", &name("internal"), 32, at.clone());
        if !environment.checks.is_empty() {
            let prefix = names::environment_prefix(company, environment);
            measure("the prefix of checks", &prefix, 20, at);
        }
        for service in &environment.services {
            let at = place(&blocks.services, &service.name);
            measure("service", &name(&service.name), 32, at);
        }
        for database in &environment.databases {
            let at = place(&blocks.databases, &database.name);
            measure("database", &names::database(company, environment, &database.name), 50, at);
        }
        for cache in &environment.caches {
            let at = place(&blocks.caches, &cache.name);
            measure("cache", &names::cache(company, environment, &cache.name), 32, at);
        }
    }
    check_distinct(company, blocks, faults);
}

/// Checks that no two things of an account get the same name, for roles and alarms are named after them.
fn check_distinct(company: &Company, blocks: &Blocks, faults: &mut Diagnostics) {
    let mut taken: BTreeMap<(&str, String), String> = BTreeMap::new();
    for environment in &company.environments {
        let mut things: Vec<(String, String, &[Section], &str)> = Vec::new();
        for side in ["public", "internal"] {
            let what = format!("the {side} load balancer");
            things.push((names::of(company, environment, side), what, &[], side));
        }
        for one in &environment.databases {
            let name = names::database(company, environment, &one.name);
            things.push((name, format!("database `{}`", one.name), &blocks.databases, &one.name));
        }
        for one in &environment.caches {
            let name = names::cache(company, environment, &one.name);
            things.push((name, format!("cache `{}`", one.name), &blocks.caches, &one.name));
        }
        for one in &environment.services {
            let name = names::of(company, environment, &one.name);
            things.push((name, format!("service `{}`", one.name), &blocks.services, &one.name));
        }
        for (name, what, sections, label) in things {
            let what = format!("{what} of `{}`", environment.name);
            let Some(other) = taken.insert((&environment.account, name.clone()), what.clone())
            else {
                continue;
            };
            let section = sections.iter().find(|section| section.name == label);
            let at = section.map_or_else(|| blocks.company.span.clone(), |one| one.span.clone());
            let fault =
                Diagnostic::error(format!("{other} and {what} would both be called `{name}`"));
            faults.push(fault.at(at).hint("give one of the two another name"));
        }
    }
}
