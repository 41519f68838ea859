//! The accounts: one for each role of the company, and those that environments live in.

use std::collections::BTreeMap;

use landform_diag::{Diagnostic, Diagnostics, Span};

use super::{Blocks, missing};
use crate::section::Section;
use crate::{Account, Environment, Role};

/// The accounts that exist without a block.
const CORE: [(&str, Role); 4] = [
    ("management", Role::Management),
    ("security", Role::Security),
    ("logs", Role::Logs),
    ("shared-services", Role::Shared),
];

/// Folders of the live repo that no account can share its name with.
const RESERVED: [&str; 2] = ["docs", "modules"];

pub(super) fn resolve(
    blocks: &Blocks,
    environments: &mut [Environment],
    faults: &mut Diagnostics,
) -> Vec<Account> {
    let declared: Vec<(&Section, Role)> =
        blocks.accounts.iter().map(|section| (section, role(section))).collect();
    let mut accounts: Vec<(Account, Span)> = Vec::new();
    for (name, role) in CORE {
        accounts.extend(core(name, role, &declared, blocks, faults));
    }
    for (section, role) in &declared {
        if *role == Role::Workload {
            accounts.push((account(section, *role, blocks), section.span.clone()));
        }
    }
    derive(blocks, environments, &mut accounts);
    for (section, environment) in blocks.environments.iter().zip(environments.iter()) {
        let home = accounts.iter().find(|(account, _)| account.name == environment.account);
        let at = section.at("account");
        match home {
            Some((account, _)) if account.role == Role::Workload => {}
            Some((account, _)) => faults.push(
                Diagnostic::error(format!(
                    "environment `{}` cannot live in account `{}`, whose role is `{}`",
                    environment.name, account.name, account.role
                ))
                .at(at)
                .hint("set `account` to one of role `workload`"),
            ),
            None => {
                let workloads = accounts.iter().filter(|(one, _)| one.role == Role::Workload);
                let names = workloads.map(|(account, _)| account.name.as_str());
                faults.push(missing("account", &environment.account, at, names));
            }
        }
    }
    check_unique(&accounts, faults);
    accounts.into_iter().map(|(account, _)| account).collect()
}

/// Returns the role that is written, or that the name stands for.
fn role(section: &Section) -> Role {
    let by_name = CORE.iter().find(|(name, _)| *name == section.name).map(|(_, role)| *role);
    let written = section.text("role").and_then(|text| Role::parse(&text));
    written.or(by_name).unwrap_or(Role::Workload)
}

/// Returns the account of a role that exactly one account has.
fn core(
    default: &str,
    role: Role,
    declared: &[(&Section, Role)],
    blocks: &Blocks,
    faults: &mut Diagnostics,
) -> Option<(Account, Span)> {
    let mut holders = declared.iter().filter(|(_, other)| *other == role).map(|(one, _)| *one);
    let Some(first) = holders.next() else {
        if let Some((other, its)) = declared.iter().find(|(one, _)| one.name == default) {
            let fault = Diagnostic::error(format!(
                "account `{default}` has the role `{its}`, so no account has the role `{role}`"
            ));
            faults.push(fault.at(other.at("role")).hint(format!(
                "declare the account that has it: `account \"<name>\" {{ role = \"{role}\" }}`"
            )));
            return None;
        }
        return Some((unwritten(default, role, blocks), blocks.company.span.clone()));
    };
    for second in holders {
        faults.push(
            Diagnostic::error(format!(
                "accounts `{}` and `{}` both have the role `{role}`",
                first.name, second.name
            ))
            .at(second.at("role"))
            .note(first.at("role"), "the first one is here")
            .hint("only `workload` accounts can be many"),
        );
    }
    if RESERVED.contains(&first.name.as_str()) {
        faults.push(reserved(&first.name, first.span.clone()));
    }
    Some((account(first, role, blocks), first.span.clone()))
}

/// Returns the account of a block.
fn account(section: &Section, role: Role, blocks: &Blocks) -> Account {
    let account = unwritten(&section.name, role, blocks);
    Account {
        email: section.text("email").unwrap_or(account.email),
        id: section.text("id"),
        ..account
    }
}

/// Returns an account that has no block.
fn unwritten(name: &str, role: Role, blocks: &Blocks) -> Account {
    let pattern = blocks.company.text("account_email").unwrap_or_default();
    let email = pattern.replace("{account}", name);
    Account { name: name.to_owned(), role, email, id: None }
}

/// Adds an account of its own for each environment that names none.
fn derive(blocks: &Blocks, environments: &[Environment], accounts: &mut Vec<(Account, Span)>) {
    for (section, environment) in blocks.environments.iter().zip(environments) {
        let known = accounts.iter().any(|(account, _)| account.name == environment.account);
        if known || section.has("account") || section.is_broken("account") {
            continue;
        }
        let account = unwritten(&environment.account, Role::Workload, blocks);
        accounts.push((account, section.span.clone()));
    }
}

fn check_unique(accounts: &[(Account, Span)], faults: &mut Diagnostics) {
    let mut emails: BTreeMap<String, &str> = BTreeMap::new();
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    for (account, span) in accounts {
        if account.role == Role::Workload && RESERVED.contains(&account.name.as_str()) {
            faults.push(reserved(&account.name, span.clone()));
        }
        let email = account.email.to_ascii_lowercase();
        if let Some(other) =
            emails.insert(email, &account.name).filter(|_| !account.email.is_empty())
        {
            let fault = Diagnostic::error(format!(
                "accounts `{other}` and `{}` have the same address `{}`",
                account.name, account.email
            ));
            faults.push(fault.at(span.clone()).hint("AWS takes each address once"));
        }
        let Some(id) = &account.id else { continue };
        if let Some(other) = ids.insert(id, &account.name) {
            let fault = Diagnostic::error(format!(
                "accounts `{other}` and `{}` have the same id `{id}`",
                account.name
            ));
            faults.push(fault.at(span.clone()));
        }
    }
}

fn reserved(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(format!("no account can be called `{name}`"))
        .at(span)
        .hint("the live repo has a folder of this name")
}
