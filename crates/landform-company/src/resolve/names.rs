//! The names that AWS will see, composed and measured.

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
        measure("load balancer", &name("internal"), 32, at);
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
}
