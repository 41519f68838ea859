//! Secrets: those of environments, and those that accounts share.

use landform_diag::Diagnostics;

use super::{Blocks, missing, wanted_environments};
use crate::{Account, Environment, Role, Secret, SharedSecret};

/// Gives environments their secrets.
pub(super) fn resolve(blocks: &Blocks, environments: &mut [Environment], faults: &mut Diagnostics) {
    let all: Vec<String> = environments.iter().map(|one| one.name.clone()).collect();
    for section in &blocks.secrets {
        let wanted = wanted_environments(section, &all, faults);
        let description = section.text("description").unwrap_or_default();
        let secret = Secret { name: section.name.clone(), description };
        for environment in environments.iter_mut().filter(|one| wanted.contains(&one.name)) {
            environment.secrets.push(secret.clone());
        }
    }
}

/// Returns the secrets that accounts share.
pub(super) fn shared(
    blocks: &Blocks,
    accounts: &[Account],
    faults: &mut Diagnostics,
) -> Vec<SharedSecret> {
    let mut secrets = Vec::new();
    for section in &blocks.shared_secrets {
        let mut readers = Vec::new();
        if !section.has("readers") {
            let workloads = accounts.iter().filter(|one| one.role == Role::Workload);
            readers.extend(workloads.map(|one| one.name.clone()));
        }
        for (name, span) in section.list("readers") {
            if accounts.iter().any(|one| one.name == name) {
                readers.push(name);
            } else {
                let known = accounts.iter().map(|one| one.name.as_str());
                faults.push(missing("account", &name, span, known));
            }
        }
        let description = section.text("description").unwrap_or_default();
        secrets.push(SharedSecret { name: section.name.clone(), description, readers });
    }
    secrets
}
