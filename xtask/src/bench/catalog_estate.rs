//! A live repo of catalog modules that moto can host whole: as many accounts as the example company has, values that cross between units.

use std::path::Path;

use super::synthetic::{ROOT, copy, put};
use crate::{Outcome, root};

/// The accounts.
const ACCOUNTS: usize = 7;
/// The regions of each.
const REGIONS: [&str; 1] = ["us-east-1"];
/// The units of each account and region.
const UNITS: usize = 6;
/// The modules, none of which uses a type that moto lacks.
const MODULES: [&str; 2] = ["alarms-topic", "ecr"];

/// How many units there are.
pub(super) const ALL_UNITS: usize = ACCOUNTS * REGIONS.len() * UNITS;

/// Which state of affairs the live repo describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// What is applied.
    First,
    /// What is planned afterwards: one more subscriber everywhere, one more repository in half of the accounts, fewer images.
    Second,
}

/// Writes the live repo.
pub(super) fn write(live: &Path, day: Day) -> Outcome {
    put(&live.join("root.hcl"), &ROOT.replace("synthetic", "bench"))?;
    for module in MODULES {
        let from = root().join("catalog/modules").join(module);
        for file in super::files(&from, "tf")? {
            copy(&file, &live.join("modules").join(module))?;
        }
    }
    for account in 0..ACCOUNTS {
        let folder = live.join(format!("account-{account}"));
        let id = format!("{}", 211_111_111_111u64 + account as u64);
        put(&folder.join("account.hcl"), &format!("locals {{\n  account_id = \"{id}\"\n}}\n"))?;
        for region in REGIONS {
            let folder = folder.join(region);
            put(
                &folder.join("region.hcl"),
                &format!("locals {{\n  aws_region = \"{region}\"\n}}\n"),
            )?;
            for (name, module, inputs) in units(account, region, day) {
                let text = format!(
                    "include \"root\" {{\n  path = find_in_parent_folders(\"root.hcl\")\n}}\n\nterraform {{\n  source = \"../../../modules//{module}\"\n}}\n\n{inputs}"
                );
                put(&folder.join(name).join("terragrunt.hcl"), &text)?;
            }
        }
    }
    Ok(())
}

/// Returns name, module and the rest of the text of the units of one account and region.
fn units(account: usize, region: &str, day: Day) -> [(&'static str, &'static str, String); UNITS] {
    let second = day == Day::Second;
    let emails =
        if second { "\"a@acme.example\", \"b@acme.example\"" } else { "\"a@acme.example\"" };
    let topic = |name: &str| {
        format!(
            "inputs = {{\n  name              = \"bench-{account}-{region}-{name}\"\n  email_subscribers = [{emails}]\n}}\n"
        )
    };
    let keep = if second { 20 } else { 30 };
    let further = if second && account.is_multiple_of(2) { "\n    cron = {}" } else { "" };
    let registry = |name: &str, settings: &str| {
        format!(
            "dependency \"alarms\" {{\n  config_path = \"../alarms\"\n}}\n\ninputs = {{\n  name           = \"bench-{name}\"\n  finding_alerts = {{ topic_arn = dependency.alarms.outputs.topic_arn }}\n  repositories = {{\n    web    = {{}}\n    worker = {{ keep_tagged = {keep} }}{further}\n  }}{settings}\n}}\n"
        )
    };
    [
        ("alarms", "alarms-topic", topic("alarms")),
        ("audit", "alarms-topic", topic("audit")),
        ("billing", "alarms-topic", topic("billing")),
        ("registry", "ecr", registry("apps", "\n  registry = {}")),
        ("tools", "ecr", registry("tools", "")),
        ("vendor", "ecr", registry("vendor", "")),
    ]
}
