//! The units of an account: its baseline, its alarms, and those that its role adds.

use landform_company::names::{self, ACCOUNTS_PER_ARCHIVE};
use landform_company::{Account, Company, Region, Role, Slack};

use super::{access, alarms, archive, logs, overview, registry, security, watched};
use crate::expression::{Expression, map, raw, text, texts};
use crate::unit::Unit;

/// Returns the units of an account in a region.
pub(super) fn units(company: &Company, account: &Account, region: &Region) -> Vec<Unit> {
    let home = region.name == company.region.name;
    let mut units = vec![
        baseline(company, account, region, home),
        topic(company, account, region),
        security::recorder(company, account, region),
    ];
    if home {
        units.extend(company.slack.as_ref().map(|one| chat(company, account, one)));
        units.push(access::pipeline(company, account));
        units.push(access::roles(company, account));
        let watched = account.role == Role::Workload;
        units.extend(watched.then(|| overview::sharing(company, account)).flatten());
    }
    match account.role {
        Role::Logs => {
            units.push(logs::destination(company, account, region));
            units.extend(logs::vault(company, account, region));
        }
        Role::Workload => {
            units.push(logs::shipping(company, account, region));
            units.extend(watched::sessions(company, &account.name, region));
        }
        Role::Security => {
            units.extend(access::users(company, account).filter(|_| home));
            if company.organization.manage {
                units.extend(security::services(company, account, region));
            }
        }
        Role::Management | Role::Shared => {}
    }
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
    let publishers = (account.role == Role::Management && company.organization.manage)
        .then(|| texts(["budgets", "cloudwatch", "costalerts", "events"]));
    Unit::new(alarms(&account.name, region), "alarms-topic", comment)
        .text("name", names::account(company, &format!("{}-alarms", account.name)))
        .raw("email_subscribers", "include.root.locals.alert_emails")
        .set_some("publisher_services", publishers)
}

/// Returns what tells a channel of the alarms of an account, in all its regions.
fn chat(company: &Company, account: &Account, channel: &Slack) -> Unit {
    let regions = company.regions_of(&account.name);
    let label = |region: &Region| match regions.len() {
        1 => "alarms".to_owned(),
        _ => format!("alarms_{}", region.name.replace('-', "_")),
    };
    let unit = Unit::new(
        in_account(company, &account.name, "alerts-chat"),
        "alerts-chat",
        format!("Tells a channel of the alarms of the account {}.", account.name),
    );
    let unit = regions
        .iter()
        .fold(unit, |unit, region| unit.needs(&label(region), alarms(&account.name, region)));
    let topics =
        regions.iter().map(|region| raw(format!("dependency.{}.outputs.topic_arn", label(region))));
    let slack =
        [("workspace_id", text(&channel.workspace_id)), ("channel_id", text(&channel.channel_id))];
    unit.text("name", names::account(company, &format!("{}-alarms", account.name)))
        .set("slack", map(slack))
        .set("topic_arns", Expression::List(topics.collect()))
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
    .set_some("organization_id", company.organization.id.as_ref().map(text))
    .set("finding_alerts", map([("topic_arn", raw("dependency.alarms.outputs.topic_arn"))]))
}

/// Returns the reference to the number of an account.
pub(super) fn account_id(account: &str) -> String {
    format!("include.root.locals.account_ids[\"{account}\"]")
}

/// Returns the folder of a unit of an account in the region of the company.
pub(crate) fn in_account(company: &Company, account: &str, unit: &str) -> String {
    format!("{account}/{}/{unit}", company.region.name)
}

/// Returns the ARN of something in another account, known before it exists: `arn:<partition>:<service>:<region>:<account>:<rest>`.
pub(super) fn arn(
    company: &Company,
    (service, region): (&str, &str),
    account: &str,
    rest: &str,
) -> Expression {
    let (partition, id) = (company.region.partition(), account_id(account));
    raw(format!("\"arn:{partition}:{service}:{region}:${{{id}}}:{rest}\""))
}

/// Returns the archives of logs: in each region one for so many accounts.
pub(super) fn archives(company: &Company) -> Vec<Unit> {
    let mut units = Vec::new();
    for region in company.regions() {
        for (index, accounts) in company.accounts.chunks(ACCOUNTS_PER_ARCHIVE).enumerate() {
            let comment = "The buckets that keep the logs of all accounts.";
            let unit = Unit::new(archive(company, region, index + 1), "log-archive", comment)
                .text("name", names::log_archive(company, region.name, index + 1));
            let trail =
                company.account_of(Role::Management).filter(|_| company.organization.manage);
            let trail = trail.map(|one| raw(account_id(&one.name)));
            let id = company.organization.id.as_ref().map(text);
            let unit = unit
                .set_some("organization_id", id)
                .set_some("organization_trail_account_id", trail);
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
