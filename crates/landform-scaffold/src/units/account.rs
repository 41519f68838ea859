//! The units of an account: its baseline, its alarms, and those that its role adds.

use landform_company::names::{self, ACCOUNTS_PER_ARCHIVE};
use landform_company::{Account, Company, Region, Role};

use super::{alarms, archive, registry};
use crate::expression::{Expression, map, raw};
use crate::unit::Unit;

/// Returns the units of an account in a region.
pub(super) fn units(company: &Company, account: &Account, region: &Region) -> Vec<Unit> {
    let home = region.name == company.region.name;
    let mut units = vec![baseline(company, account, region, home), topic(company, account, region)];
    if account.role == Role::Shared && home && !company.image_repositories.is_empty() {
        units.push(ecr(company, account));
    }
    units
}

fn baseline(company: &Company, account: &Account, region: &Region, home: bool) -> Unit {
    let path = format!("{}/{}/account-baseline", account.name, region.name);
    let comment = if home {
        format!(
            "What every account has from the first day on: encryption, access analysis and blocks against publishing, for the account {}.",
            account.name
        )
    } else {
        format!("The part of the baseline of the account {} that each region needs.", account.name)
    };
    let unit = Unit::new(path, "account-baseline", comment)
        .text("name", names::account(company, &account.name));
    if home {
        return unit;
    }
    // These two hold for the whole account, so the unit of the first region sets them.
    unit.raw("password_policy", "null").raw("s3_public_access_block", "false")
}

fn topic(company: &Company, account: &Account, region: &Region) -> Unit {
    let comment = format!("The topic that carries the alarms of the account {}.", account.name);
    Unit::new(alarms(&account.name, region), "alarms-topic", comment)
        .text("name", names::account(company, &format!("{}-alarms", account.name)))
        .raw("email_subscribers", "include.root.locals.alert_emails")
}

fn ecr(company: &Company, account: &Account) -> Unit {
    let repositories = company.image_repositories.iter().map(|name| (name, map::<String>([])));
    let workloads = company.accounts.iter().filter(|one| one.role == Role::Workload);
    let ids = workloads.map(|one| raw(account_id(&one.name))).collect();
    Unit::new(
        registry(company),
        "ecr",
        "The registry of images, from which all workload accounts pull.",
    )
    .needs("alarms", alarms(&account.name, company.region))
    .text("name", &company.name)
    .set("repositories", map(repositories))
    .set("pull_account_ids", Expression::List(ids))
    .set("finding_alerts", map([("topic_arn", raw("dependency.alarms.outputs.topic_arn"))]))
}

/// Returns the reference to the number of an account.
pub(super) fn account_id(account: &str) -> String {
    format!("include.root.locals.account_ids[\"{account}\"]")
}

/// Returns the archives of logs: in each region one for so many accounts.
pub(super) fn archives(company: &Company) -> Vec<Unit> {
    let mut units = Vec::new();
    for region in company.regions() {
        for (index, accounts) in company.accounts.chunks(ACCOUNTS_PER_ARCHIVE).enumerate() {
            let comment = "The buckets that keep the logs of all accounts.";
            let unit = Unit::new(archive(company, region, index + 1), "log-archive", comment)
                .text("name", names::log_archive(company, region.name, index + 1));
            units.push(if company.accounts.len() <= ACCOUNTS_PER_ARCHIVE {
                unit.raw("account_ids", "include.root.locals.account_ids")
            } else {
                let ids = accounts.iter().map(|one| (&one.name, raw(account_id(&one.name))));
                unit.set("account_ids", map(ids))
            });
        }
    }
    units
}
