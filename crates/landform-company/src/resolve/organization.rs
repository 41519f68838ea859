//! The organization, and how people get in.

use std::collections::BTreeMap;

use landform_diag::{Diagnostic, Diagnostics};

use super::Blocks;
use crate::region::{GLOBAL, Region};
use crate::{Access, Contact, Environment, Organization, PrivateCa, Slack};

/// Returns the organization; its regions are those in use unless the file names them.
pub(super) fn organization(
    blocks: &Blocks,
    home: &Region,
    environments: &[Environment],
    faults: &mut Diagnostics,
) -> Organization {
    let section = &blocks.organization;
    let mut used = vec![(home.name, blocks.company.at("region"))];
    for (environment, block) in environments.iter().zip(&blocks.environments) {
        used.push((environment.region.name, block.at("region")));
    }
    let mut regions = section.words("regions");
    if section.has("regions") {
        let mut told = Vec::new();
        for (name, span) in used {
            if !regions.iter().any(|one| one == name) && !told.contains(&name) {
                told.push(name);
                let fault = Diagnostic::error(format!(
                    "region `{name}` is in use, but `regions` of `organization` leaves it out"
                ));
                faults.push(fault.at(section.at("regions")).note(span, "it is used here"));
            }
        }
    } else {
        regions.extend(used.iter().map(|(name, _)| (*name).to_owned()));
        if home.partition() == "aws" {
            regions.push(GLOBAL.to_owned());
        }
    }
    regions.sort();
    regions.dedup();
    Organization {
        manage: section.truth("manage").unwrap_or(true),
        id: section.text("id"),
        regions,
        monthly_budget: section.whole("monthly_budget").unwrap_or_default(),
    }
}

/// Returns whom AWS calls about security.
pub(super) fn contact(blocks: &Blocks) -> Option<Contact> {
    let section = blocks.security_contact.as_ref()?;
    let text = |name: &str| section.text(name).unwrap_or_default();
    Some(Contact {
        name: text("name"),
        title: text("title"),
        email: text("email"),
        phone: text("phone"),
    })
}

/// Returns the channel that gets alarms.
pub(super) fn slack(blocks: &Blocks) -> Option<Slack> {
    let section = blocks.slack.as_ref()?;
    let text = |name: &str| section.text(name).unwrap_or_default();
    Some(Slack { workspace_id: text("workspace_id"), channel_id: text("channel_id") })
}

/// Returns the private certificate authority.
pub(super) fn authority(blocks: &Blocks) -> Option<PrivateCa> {
    let section = blocks.private_ca.as_ref()?;
    let common_name = section.text("common_name");
    Some(PrivateCa {
        common_name: common_name.unwrap_or_else(|| format!("{} internal", blocks.company.name)),
        organization: section.text("organization"),
        country: section.text("country"),
    })
}

/// Returns the numbers of the repository's owner and of the repository.
pub(super) fn repository_ids(
    blocks: &Blocks,
    faults: &mut Diagnostics,
) -> Option<(String, String)> {
    let section = &blocks.pipeline;
    let (owner, repository) = (section.text("owner_id"), section.text("repository_id"));
    if owner.is_some() == repository.is_some() {
        return owner.zip(repository);
    }
    let (there, lacking) = match owner {
        Some(_) => ("owner_id", "repository_id"),
        None => ("repository_id", "owner_id"),
    };
    if !section.is_broken(lacking) {
        let fault = Diagnostic::error(format!("`pipeline` has `{there}` but no `{lacking}`"));
        faults.push(fault.at(section.at(there)).hint("give both numbers, or none"));
    }
    None
}

/// Returns how people get in.
pub(super) fn access(blocks: &Blocks, faults: &mut Diagnostics) -> Access {
    let section = &blocks.access;
    let users: BTreeMap<String, Vec<String>> = section.lists("users");
    let kind = section.text("type").unwrap_or_default();
    if kind != "iam-users" && !users.is_empty() {
        let fault = Diagnostic::error(format!("`users` does nothing with the type `{kind}`"));
        faults.push(fault.at(section.at("users")).hint("set `type = \"iam-users\"`"));
    }
    match kind.as_str() {
        "iam-users" => Access::IamUsers(users),
        "none" => Access::None,
        _ => Access::IdentityCenter,
    }
}
