//! The units by which people and pipelines get into accounts.

use landform_company::{Access, Account, Company, Role, names};

use super::account::{account_id, in_account};
use crate::expression::{Expression, map, raw, text, texts};
use crate::unit::Unit;

/// The role with which pipelines plan.
const PLAN: &str = "landform-plan";
/// The role with which pipelines and people apply.
const APPLY: &str = "landform-apply";

/// Returns which workflows may take on roles, as modules want to know it.
pub(super) fn workflows(company: &Company) -> Vec<(&'static str, Expression)> {
    let (owner, name) = company.repository.split_once('/').unwrap_or_default();
    let mut entries = vec![
        ("organization", text(owner)),
        ("repository", text(name)),
        ("branch", text(&company.deploy_branch)),
    ];
    if let Some((owner, repository)) = &company.repository_ids {
        entries.push(("organization_id", text(owner)));
        entries.push(("repository_id", text(repository)));
    }
    entries
}

/// Returns the roles of an account for pipelines. Workflows enter through the management account; the others trust its roles.
pub(super) fn pipeline(company: &Company, account: &Account) -> Unit {
    let entry = company.account_of(Role::Management);
    let entry = entry.map_or("management", |one| one.name.as_str());
    let is_entry = account.name == entry;
    let others = || company.accounts.iter().filter(|one| one.name != entry);
    let roles = |role: &'static str| {
        let (name, arns) = match is_entry {
            true => (
                "assumable_role_arns",
                others().map(|one| role_arn(company, &one.name, role)).collect(),
            ),
            false => ("assumed_by_role_arns", vec![role_arn(company, entry, role)]),
        };
        map([(name, Expression::List(arns))])
    };
    let buckets = company.regions_of(&account.name).into_iter();
    let buckets = buckets.map(|region| names::state_bucket(company, &account.name, region.name));
    let comment = match is_entry {
        true => "The roles with which workflows of the repository plan and apply, here and from here in all accounts.".to_owned(),
        false => format!("The roles with which workflows plan and apply the account {}.", account.name),
    };
    // Images of machines are built in the shared account, by workflows that enter there.
    let builds = account.role == Role::Shared && company.management_cidr.is_some();
    let github = (is_entry || builds).then(|| map(workflows(company)));
    let keeps_users =
        account.role == Role::Security && matches!(company.access, Access::IamUsers(_));
    let manages = is_entry && company.organization.manage;
    let limits: Vec<(&str, Expression)> =
        [("manages_organization", manages), ("manages_users", keeps_users)]
            .into_iter()
            .filter(|(_, wanted)| *wanted)
            .map(|(name, wanted)| (name, raw(wanted)))
            .collect();
    Unit::new(in_account(company, &account.name, "ci-roles"), "ci-roles", comment)
        .set_some("github", github)
        .set("state", map([("buckets", texts(buckets))]))
        .set("plan_role", roles(PLAN))
        .set("apply_role", roles(APPLY))
        .set_some("boundary", (!limits.is_empty()).then(|| map(limits)))
}

fn role_arn(company: &Company, account: &str, role: &str) -> Expression {
    let (partition, id) = (company.region.partition(), account_id(account));
    raw(format!("\"arn:{partition}:iam::${{{id}}}:role/{role}\""))
}

/// Returns the roles of an account for people. Where they come through Identity Center, these are the way in when it fails.
pub(super) fn roles(company: &Company, account: &Account) -> Unit {
    let security = company.account_of(Role::Security).map_or("security", |one| one.name.as_str());
    let unit = Unit::new(
        in_account(company, &account.name, "access-roles"),
        "access-roles",
        "The roles that users of the security account take on here, with a second factor.",
    )
    .set("trusted_account_ids", Expression::List(vec![raw(account_id(security))]))
    .text("account_name", names::account(company, &account.name))
    .set("full_access", map::<String>([]));
    let keep = |unit: Unit, role: &str, wanted: bool| match wanted {
        true => unit,
        false => unit.raw(role, "null"),
    };
    let users = matches!(company.access, Access::IamUsers(_));
    let unit = keep(unit, "developer", users && account.role == Role::Workload);
    let unit = keep(unit, "billing", users && account.role == Role::Management);
    keep(unit, "logs", users && account.role == Role::Logs)
}

/// Returns the users of the security account and their groups.
pub(super) fn users(company: &Company, account: &Account) -> Option<Unit> {
    let Access::IamUsers(users) = &company.access else { return None };
    let in_role = |role: Option<Role>, name: &'static str| {
        let accounts =
            company.accounts.iter().filter(move |one| role.is_none_or(|role| one.role == role));
        accounts.map(move |one| role_arn(company, &one.name, name)).collect::<Vec<_>>()
    };
    let group = |arns: Vec<Expression>| map([("role_arns", Expression::List(arns))]);
    let mut developers = in_role(Some(Role::Workload), "access-developer");
    developers.extend(in_role(None, "access-read-only"));
    let groups = [
        ("administrators", group(in_role(None, "break-glass-full-access"))),
        ("billing", group(in_role(Some(Role::Management), "access-billing"))),
        ("developers", group(developers)),
        ("read-only", group(in_role(None, "access-read-only"))),
        ("support", group(in_role(None, "access-support"))),
    ];
    let users = users.iter().map(|(name, groups)| (name, map([("groups", texts(groups))])));
    let unit = Unit::new(
        in_account(company, &account.name, "iam-users"),
        "iam-users",
        "The people, their groups, and the roles that each group may take on.",
    );
    Some(unit.set("users", map(users)).set("groups", map(groups)))
}
