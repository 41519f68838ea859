//! The units of the management account: the organization, who gets in, what may be spent, and what all accounts are watched by.

use landform_company::{Access, Account, Company, Contact, Region, Role, Size, USER_GROUPS, names};

use super::account::{account_id, in_account};
use super::{alarms, archive};
use crate::expression::{Expression, map, raw, text, texts};
use crate::unit::Unit;

/// Services of AWS that the security account administers for the organization by a plain delegation.
const DELEGATED: [&str; 3] = [
    "access-analyzer.amazonaws.com",
    "config-multiaccountsetup.amazonaws.com",
    "config.amazonaws.com",
];

pub(super) fn units(company: &Company, account: &Account) -> Vec<Unit> {
    let mut units = Vec::new();
    if !company.organization.manage {
        return units;
    }
    units.push(organization(company, account));
    if company.access == Access::IdentityCenter {
        units.push(identity_center(company, account));
    }
    units.extend(company.security_contact.as_ref().map(|one| contacts(company, account, one)));
    units.push(costs(company, account));
    units.push(trail(company, account));
    units.push(watch(company, account));
    units.extend(
        company.regions_of(&account.name).iter().map(|one| delegation(company, account, one)),
    );
    units
}

/// Returns what hands the security services of a region to the security account.
fn delegation(company: &Company, account: &Account, region: &Region) -> Unit {
    let security = company.account_of(Role::Security).map_or("security", |one| one.name.as_str());
    Unit::new(
        delegation_path(company, region),
        "security-delegation",
        "Hands GuardDuty and Security Hub of all accounts to the security account.",
    )
    .after(path(company))
    .after(format!("{}/{}/config", account.name, region.name))
    .raw("security_account_id", account_id(security))
}

/// Returns the folder of that unit.
pub(super) fn delegation_path(company: &Company, region: &Region) -> String {
    let account = company.account_of(Role::Management);
    format!(
        "{}/{}/security-delegation",
        account.map_or("management", |one| one.name.as_str()),
        region.name
    )
}

fn identity_center(company: &Company, account: &Account) -> Unit {
    let groups = USER_GROUPS.map(|name| (name, map::<String>([])));
    let workloads = company.accounts.iter().filter(|one| one.role == Role::Workload);
    let everywhere = || vec!["*".to_owned()];
    let assignments = [
        ("administrators", "administrator", everywhere()),
        ("administrators", "break-glass", everywhere()),
        ("billing", "billing", vec![account.name.clone()]),
        ("developers", "developer", workloads.map(|one| one.name.clone()).collect()),
        ("developers", "read-only", everywhere()),
        ("read-only", "read-only", everywhere()),
        ("support", "support", everywhere()),
    ];
    let assignments = assignments.into_iter().filter(|(_, _, accounts)| !accounts.is_empty());
    let assignments = assignments.map(|(group, set, accounts)| {
        map([("group", text(group)), ("permission_set", text(set)), ("accounts", texts(accounts))])
    });
    Unit::new(
        in_account(company, &account.name, "identity-center"),
        "identity-center",
        "Groups of people, and what each may do in which account.",
    )
    .needs("alarms", alarms(&account.name, company.region))
    .after(path(company))
    .raw("account_ids", "include.root.locals.account_ids")
    .set("groups", map(groups))
    .set("assignments", Expression::List(assignments.collect()))
    .set("use_alerts", map([("topic_arn", raw("dependency.alarms.outputs.topic_arn"))]))
}

fn contacts(company: &Company, account: &Account, contact: &Contact) -> Unit {
    let Contact { name, title, email, phone } = contact;
    let parts = [("name", name), ("title", title), ("email", email), ("phone", phone)];
    let security = map(parts.map(|(key, value)| (key, text(value))));
    Unit::new(
        in_account(company, &account.name, "alternate-contacts"),
        "alternate-contacts",
        "Whom AWS calls about the security of any account.",
    )
    .after(path(company))
    .raw("account_ids", "include.root.locals.account_ids")
    .set("contacts", map([("SECURITY", security)]))
}

fn costs(company: &Company, account: &Account) -> Unit {
    Unit::new(
        in_account(company, &account.name, "cost-guard"),
        "cost-guard",
        "Tells when more is spent than was meant, or in another way than before.",
    )
    .needs("alarms", alarms(&account.name, company.region))
    .text("name", &company.name)
    .raw("monthly_limit", company.organization.monthly_budget)
    .raw("email_subscribers", "include.root.locals.alert_emails")
    .alarms()
}

/// Returns the folder of the organization.
pub(crate) fn path(company: &Company) -> String {
    let account = company.account_of(Role::Management);
    in_account(company, account.map_or("management", |one| one.name.as_str()), "organization")
}

fn organization(company: &Company, account: &Account) -> Unit {
    let members = company.accounts.iter().filter(|one| one.name != account.name);
    let accounts = members.map(|one| {
        let entries = [("email", text(&one.email)), ("ou", text(unit_of(company, one)))];
        (one.name.clone(), map(entries))
    });
    let nothing = map::<String>([]);
    let within = |parent: &str| map([("parent", text(parent))]);
    let units = [
        ("security", nothing.clone()),
        ("infrastructure", nothing.clone()),
        ("workloads", nothing),
        ("production", within("workloads")),
        ("development", within("workloads")),
    ];
    let security = company.account_of(Role::Security).map_or("security", |one| one.name.as_str());
    let delegated = DELEGATED.map(|service| (service, text(security)));
    Unit::new(
        path(company),
        "organization",
        "The organization, its accounts, and what none of them can do.",
    )
    .text("name", &company.name)
    .set("allowed_regions", texts(&company.organization.regions))
    .set("organizational_units", map(units))
    .set("accounts", map(accounts))
    .set("delegated_administrators", map(delegated))
}

/// Returns the organizational unit of an account.
fn unit_of(company: &Company, account: &Account) -> &'static str {
    match account.role {
        Role::Management | Role::Shared => "infrastructure",
        Role::Security | Role::Logs => "security",
        Role::Workload => {
            let mut inside = company.environments.iter().filter(|one| one.account == account.name);
            let is_live = inside.any(|one| one.size == Size::Production);
            if is_live { "production" } else { "development" }
        }
    }
}

fn trail(company: &Company, account: &Account) -> Unit {
    let number = names::archive_of(company, &account.name);
    let bucket = names::log_bucket(company, &account.name, company.region.name, "cloudtrail");
    let events = company.cis.then(|| map::<String>([]));
    Unit::new(
        in_account(company, &account.name, "organization-trail"),
        "organization-trail",
        "The trail of what is done in every account, which none of them can turn off.",
    )
    .after(path(company))
    .after(archive(company, company.region, number))
    .text("name", names::account(company, "organization"))
    .text("bucket_name", bucket)
    .set_some("data_events", events)
}

fn watch(company: &Company, account: &Account) -> Unit {
    Unit::new(
        in_account(company, &account.name, "cis-alarms"),
        "cis-alarms",
        "Alarms for what hardly anybody does on purpose: the root user, changes of rights, of networks, of the trail itself.",
    )
    .needs("alarms", alarms(&account.name, company.region))
    .needs("trail", in_account(company, &account.name, "organization-trail"))
    .text("name", names::account(company, "cis"))
    .raw("log_group_name", "dependency.trail.outputs.log_group_name")
    .alarms()
}
