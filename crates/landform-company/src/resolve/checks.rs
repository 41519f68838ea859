//! What tries environments from outside.

use landform_diag::{Diagnostic, Diagnostics};

use super::{Blocks, stores, wanted_environments};
use crate::{Check, Environment};

pub(super) fn resolve(blocks: &Blocks, environments: &mut [Environment], faults: &mut Diagnostics) {
    let all: Vec<String> = environments.iter().map(|one| one.name.clone()).collect();
    for section in &blocks.checks {
        let wanted = wanted_environments(section, &all, faults);
        let text = |name: &str| section.text(name).unwrap_or_default();
        let check = Check {
            name: section.name.clone(),
            bucket: text("bucket"),
            key: text("key"),
            handler: text("handler"),
            every_minutes: section.whole("every_minutes").unwrap_or_default(),
        };
        for environment in environments.iter_mut().filter(|one| wanted.contains(&one.name)) {
            if section.has("bucket") {
                let named = (check.bucket.as_str(), &section.at("bucket"));
                stores::is_there(section, "bucket", named, (blocks, environment), faults);
            }
            let first = environment.checks.first();
            if let Some(other) = first.filter(|one| one.bucket != check.bucket) {
                let fault = Diagnostic::error(format!(
                    "checks `{}` and `{}` have their code in two buckets, `{}` and `{}`",
                    other.name, check.name, other.bucket, check.bucket
                ));
                faults.push(
                    fault
                        .at(section.at("bucket"))
                        .hint("put the code of all checks of an environment into one bucket"),
                );
            }
            environment.checks.push(check.clone());
        }
    }
}
