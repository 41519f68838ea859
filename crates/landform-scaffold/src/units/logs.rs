//! Logs of applications: where those of all accounts go, and what sends them there.

use landform_company::{Account, Company, Environment, Region, Role, names};

use super::account::{account_id, arn};
use super::{alarms, archive};
use crate::expression::{Expression, map, raw, text, texts};
use crate::unit::Unit;

/// Returns where the logs of all accounts in a region go.
pub(super) fn destination(company: &Company, account: &Account, region: &Region) -> Unit {
    let senders = company.accounts.iter().filter(|one| one.role == Role::Workload);
    let ids = senders.map(|one| raw(account_id(&one.name))).collect();
    Unit::new(
        path(&account.name, region),
        "log-destination",
        "Where the logs of the applications of all accounts come together.",
    )
    .needs("alarms", alarms(&account.name, region))
    .text("name", names::account(company, "app-logs"))
    .set("account_ids", Expression::List(ids))
    .raw("retention_days", longest(company))
    .alarms()
}

/// Returns what sends the logs of an account in a region there.
pub(super) fn shipping(company: &Company, account: &Account, region: &Region) -> Unit {
    let keeper = company.account_of(Role::Logs).map_or("logs", |one| one.name.as_str());
    let name = names::account(company, "app-logs");
    let destination = arn(company, ("logs", region.name), keeper, &format!("destination:{name}"));
    Unit::new(
        format!("{}/{}/log-shipping", account.name, region.name),
        "log-shipping",
        format!("Sends the logs of the account {} to the account of logs.", account.name),
    )
    .needs("alarms", alarms(&account.name, region))
    .after(path(keeper, region))
    .text("name", name)
    .set("destination_arn", destination)
    .alarms()
}

/// Returns what asks the archives.
pub(super) fn queries(company: &Company, account: &Account) -> Unit {
    let region = company.region;
    let bucket = |kind: &str| {
        map([("bucket", text(names::log_bucket(company, &account.name, region.name, kind)))])
    };
    let regions = company.regions().into_iter().map(|one| one.name);
    let id = company.organization.id.as_ref();
    Unit::new(
        format!("{}/{}/log-queries", account.name, region.name),
        "log-queries",
        "Lets people ask the logs of all accounts.",
    )
    .after(archive(company, region, names::archive_of(company, &account.name)))
    .text("name", names::account(company, "log-queries"))
    .raw("account_ids", "include.root.locals.account_ids")
    .set("regions", texts(regions))
    .set_some("organization_id", id.map(text))
    // Where the trail writes begins with the id of the organization.
    .set_some("cloudtrail", id.map(|_| bucket("cloudtrail")))
    .set("flow_logs", bucket("flow-logs"))
    .set("alb", bucket("alb"))
    .set("config", bucket("config"))
}

/// Returns where copies of backups go.
pub(super) fn vault(company: &Company, account: &Account, region: &Region) -> Option<Unit> {
    let id = company.organization.id.as_ref()?;
    let unit = Unit::new(
        vault_path(&account.name, region),
        "backup-vault",
        "Keeps copies of the backups of all accounts, out of their reach.",
    );
    let unit = unit.needs("alarms", alarms(&account.name, region));
    let alerts = map([("topic_arn", raw("dependency.alarms.outputs.topic_arn"))]);
    let unit = unit.text("name", names::account(company, "copies")).text("organization_id", id);
    Some(unit.set("alerts", alerts))
}

/// Returns the account that keeps copies of backups, if there are any: its vault lets in the organization, whose id must be known.
pub(super) fn keeper_of_copies(company: &Company) -> Option<&Account> {
    company.organization.id.as_ref()?;
    company.account_of(Role::Logs)
}

/// Returns the folder of that vault.
pub(super) fn vault_path(account: &str, region: &Region) -> String {
    format!("{account}/{}/backup-vault", region.name)
}

fn path(account: &str, region: &Region) -> String {
    format!("{account}/{}/log-destination", region.name)
}

/// Returns how long the logs of the environment that keeps them longest are kept.
fn longest(company: &Company) -> u32 {
    let days = company.environments.iter().map(|one: &Environment| one.log_retention_days);
    days.max().unwrap_or(365).max(365)
}
