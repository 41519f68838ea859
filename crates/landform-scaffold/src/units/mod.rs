//! The units of a company: which there are, and what each one sets.

mod access;
mod account;
mod environment;
mod logs;
mod organization;
mod overview;
mod security;
mod service;
mod shared;
mod store;
mod watched;

use std::collections::BTreeMap;

use landform_company::{Account, Company, Environment, Region, Role, names};

use crate::unit::Unit;

pub(crate) use self::account::in_account;
pub(crate) use self::organization::path as organization_path;
pub(crate) use self::shared::is_opened;

/// The input by which a module puts a boundary on the roles that it makes.
const BOUNDARY: &str = "permissions_boundary_arn";

/// Returns all units of a company, account by account.
pub(crate) fn units(company: &Company) -> Vec<Unit> {
    let mut units = Vec::new();
    for account in &company.accounts {
        for region in company.regions_of(&account.name) {
            units.extend(account::units(company, account, region));
        }
        if account.role == Role::Management {
            units.extend(organization::units(company, account));
        }
        if account.role == Role::Logs {
            units.extend(account::archives(company));
            units.push(logs::queries(company, account));
            units.extend(overview::dashboard(company, account));
        }
        if account.role == Role::Shared {
            units.extend(shared::units(company, account));
        }
        for environment in company.environments.iter().filter(|one| one.account == account.name) {
            let place = Place { company, environment };
            units.extend(environment::units(&place));
            units.extend(store::units(&place));
            units.extend(watched::units(&place));
            units.extend(environment.services.iter().map(|one| service::unit(&place, one)));
            units.extend(environment.tasks.iter().map(|one| service::task(&place, one)));
        }
    }
    let mut known = BTreeMap::new();
    let bound = |unit: Unit| match known.entry(unit.module).or_insert_with_key(|one| bounds(one)) {
        true => bounded(company, unit),
        false => unit,
    };
    units.into_iter().map(bound).collect()
}

/// Tells whether a module makes roles and can put a boundary on them.
fn bounds(module: &str) -> bool {
    let files = landform_catalog::module(module).map_or(&[][..], |one| one.files);
    // To parse the modules would take longer than all the rest. The tests hold this against what the parser finds.
    let has = |start: &str| {
        files.iter().any(|(path, text)| path.ends_with(".tf") && text.contains(start))
    };
    has(&format!("variable \"{BOUNDARY}\" {{")) && has("resource \"aws_iam_role\" \"")
}

/// Puts the boundary of the account on the roles of a unit: pipelines can make none without it.
fn bounded(company: &Company, unit: Unit) -> Unit {
    let account = unit.path.split('/').next().unwrap_or_default();
    let pipeline = account::in_account(company, account, "ci-roles");
    let partition = company.region.partition();
    let id = "${include.root.locals.account.account_id}";
    // By its name, so that the state of the unit that makes it need not be read.
    unit.after(pipeline)
        .raw(BOUNDARY, format!("\"arn:{partition}:iam::{id}:policy/landform-boundary\""))
}

/// An environment of a company, and where its units are.
pub(crate) struct Place<'a> {
    pub(crate) company: &'a Company,
    pub(crate) environment: &'a Environment,
}

impl Place<'_> {
    /// Returns the folder of a unit of the environment.
    pub(crate) fn path(&self, unit: &str) -> String {
        let Environment { account, region, name, .. } = self.environment;
        format!("{account}/{}/{name}/{unit}", region.name)
    }

    /// Returns the folder of the topic of alarms.
    fn alarms(&self) -> String {
        alarms(&self.environment.account, self.environment.region)
    }

    /// Returns the folder of the archive of logs that the environment writes to.
    fn archive(&self) -> String {
        let number = names::archive_of(self.company, &self.environment.account);
        archive(self.company, self.environment.region, number)
    }

    /// Returns the bucket of a kind of logs.
    fn log_bucket(&self, kind: &str) -> String {
        let Environment { account, region, .. } = self.environment;
        names::log_bucket(self.company, account, region.name, kind)
    }

    /// Returns the name in AWS of something in the environment.
    fn name(&self, suffix: &str) -> String {
        names::of(self.company, self.environment, suffix)
    }

    /// Returns the end of a comment: `of the environment dev`.
    fn of(&self) -> String {
        format!("the environment {}", self.environment.name)
    }
}

/// Returns the folder of the topic of alarms of an account in a region.
fn alarms(account: &str, region: &Region) -> String {
    format!("{account}/{}/alarms", region.name)
}

/// Returns the folder of an archive of logs.
fn archive(company: &Company, region: &Region, number: usize) -> String {
    let account = company.account_of(Role::Logs).map_or("logs", |one| one.name.as_str());
    let suffix = if number <= 1 { String::new() } else { format!("-{number}") };
    format!("{account}/{}/log-archive{suffix}", region.name)
}

/// Returns the folder of the registry of images.
fn registry(company: &Company) -> String {
    format!("{}/{}/ecr", registry_account(company), company.region.name)
}

/// Returns the account of the registry of images.
fn registry_account(company: &Company) -> &str {
    company.account_of(Role::Shared).map_or("shared-services", |one: &Account| one.name.as_str())
}
