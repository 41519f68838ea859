//! One dashboard across accounts: whether environments are well, and what runs in them.

use landform_company::{Account, Company, Compute, Environment, Role, Size, names};

use super::account::{account_id, arn, in_account};
use crate::expression::{Expression, map, raw, text};
use crate::unit::Unit;

/// How many rows of charts a dashboard has: with up to four charts each, and at most 500 in all.
const ROWS: usize = 100;
/// How many alarms one look takes in.
const ALARMS: usize = 100;

/// Returns what lets the dashboard show the metrics of an account of environments.
pub(super) fn sharing(company: &Company, account: &Account) -> Option<Unit> {
    let viewer = viewer(company)?;
    has_something(company, &account.name).then(|| {
        let comment = format!(
            "Lets the dashboard of all accounts show the metrics of the account {}.",
            account.name
        );
        let folder = in_account(company, &account.name, "metrics-sharing");
        Unit::new(folder, "metrics-sharing", comment)
            .raw("monitoring_account_id", account_id(&viewer.name))
    })
}

/// Returns the dashboard of all accounts, production first.
pub(super) fn dashboard(company: &Company, account: &Account) -> Option<Unit> {
    let mut environments: Vec<&Environment> = company.environments.iter().collect();
    environments.sort_by_key(|one| one.size != Size::Production);
    environments.retain(|one| has_something(company, &one.account));
    if environments.is_empty() {
        return None;
    }
    let alarms = environments.iter().filter(|one| !one.services.is_empty()).map(|one| {
        let alarm = format!("alarm:{}-unwell", names::environment_prefix(company, one));
        arn(company, ("cloudwatch", one.region.name), &one.account, &alarm)
    });
    let mut rows = 0;
    let (mut services, mut databases, mut caches) = (Vec::new(), Vec::new(), Vec::new());
    for environment in &environments {
        for (kind, name, mut entries) in shown(company, environment) {
            rows += 1;
            if rows > ROWS {
                break;
            }
            entries.push(("account_id", raw(account_id(&environment.account))));
            entries.push(("region", text(environment.region.name)));
            let row = (format!("{}/{name}", environment.name), map(entries));
            match kind {
                Kind::Service => services.push(row),
                Kind::Database => databases.push(row),
                Kind::Cache => caches.push(row),
            }
        }
    }
    let some = |rows: Vec<(String, Expression)>| (!rows.is_empty()).then(|| map(rows));
    let unit = Unit::new(
        in_account(company, &account.name, "dashboard"),
        "dashboard",
        "Shows how all environments are, production first.",
    );
    let sharers = company
        .accounts
        .iter()
        .filter(|one| one.role == Role::Workload && has_something(company, &one.name));
    let unit = sharers
        .fold(unit, |unit, one| unit.after(in_account(company, &one.name, "metrics-sharing")));
    Some(
        unit.text("name", &company.name)
            .raw("cross_account", "true")
            .set("alarm_arns", Expression::List(alarms.take(ALARMS).collect()))
            .set_some("ecs_services", some(services))
            .set_some("aurora_clusters", some(databases))
            .set_some("caches", some(caches)),
    )
}

/// Returns the account in which people look at all others: that of the logs.
fn viewer(company: &Company) -> Option<&Account> {
    company.account_of(Role::Logs)
}

/// Tells whether anything runs in an account that is worth a look.
fn has_something(company: &Company, account: &str) -> bool {
    company
        .environments
        .iter()
        .filter(|one| one.account == account)
        .any(|one| !one.services.is_empty() || !one.databases.is_empty() || !one.caches.is_empty())
}

/// What a row of charts is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Service,
    Database,
    Cache,
}

/// A row of charts: its kind, the name in its environment, and what its metrics are found by.
pub(super) type Row = (Kind, String, Vec<(&'static str, Expression)>);

/// Returns what is shown of an environment.
pub(super) fn shown(company: &Company, environment: &Environment) -> Vec<Row> {
    let mut rows = Vec::new();
    if !matches!(environment.compute, Compute::Groups { .. }) {
        rows.extend(environment.services.iter().map(|one| {
            let cluster = names::environment_prefix(company, environment);
            let service = names::of(company, environment, &one.name);
            let entries = vec![("cluster_name", text(cluster)), ("service_name", text(service))];
            (Kind::Service, one.name.clone(), entries)
        }));
    }
    rows.extend(environment.databases.iter().map(|one| {
        let name = names::database(company, environment, &one.name);
        (Kind::Database, one.name.clone(), vec![("cluster_identifier", text(name))])
    }));
    rows.extend(environment.caches.iter().map(|one| {
        let name = names::cache(company, environment, &one.name);
        let nodes = raw(one.replicas + 1);
        let entries = vec![("replication_group_id", text(name)), ("nodes_per_shard", nodes)];
        (Kind::Cache, one.name.clone(), entries)
    }));
    rows
}
