//! What watches all accounts: recordings of their settings, and the services of the security account.

use landform_company::{Account, Company, Region, names};

use super::{alarms, archive, organization};
use crate::expression::{map, raw, text};
use crate::unit::Unit;

/// Returns the recorder of an account in a region.
pub(super) fn recorder(company: &Company, account: &Account, region: &Region) -> Unit {
    let number = names::archive_of(company, &account.name);
    let home = region.name == company.region.name;
    // Continuous recording is what AWS Config costs; once a day is enough to see what there is.
    let recording = (!company.cis).then(|| map([("frequency", text("DAILY"))]));
    let benchmark = company.cis.then(|| raw(true));
    let unit = Unit::new(
        format!("{}/{}/config", account.name, region.name),
        "config-recorder",
        format!(
            "Records the settings of everything in the account {}, and checks them.",
            account.name
        ),
    )
    .needs("alarms", alarms(&account.name, region))
    .after(archive(company, region, number));
    let unit = if home {
        unit
    } else {
        // The role of the service is made with the recorder of the first region.
        unit.after(format!("{}/{}/config", account.name, company.region.name))
    };
    unit.text("name", names::account(company, &account.name))
        .text("bucket_name", names::log_bucket(company, &account.name, region.name, "config"))
        .raw("is_home_region", home)
        .set_some("recording", recording)
        .set_some("benchmark_rules", benchmark)
        .set("alerts", map([("topic_arn", raw("dependency.alarms.outputs.topic_arn"))]))
}

/// Returns the services of the security account that watch all accounts in a region.
pub(super) fn services(company: &Company, account: &Account, region: &Region) -> Vec<Unit> {
    let home = region.name == company.region.name;
    let name = |suffix: &str| names::account(company, suffix);
    let begin = |folder: &str, module: &'static str, comment: &str| {
        Unit::new(format!("{}/{}/{folder}", account.name, region.name), module, comment)
            .needs("alarms", alarms(&account.name, region))
    };
    let alerts = || map([("topic_arn", raw("dependency.alarms.outputs.topic_arn"))]);
    let delegation = organization::delegation_path(company, region);
    let guardduty = begin("guardduty", "guardduty-organization", "Finds attacks on any account.")
        .after(&delegation)
        .text("name", &company.name)
        .set("finding_alerts", alerts());
    let hub = begin(
        "security-hub",
        "security-hub-organization",
        "Collects what is found in any account, and checks it against benchmarks.",
    )
    .after(&delegation)
    .after(format!("{}/{}/config", account.name, region.name))
    .text("name", &company.name)
    .set_some("finding_aggregation", home.then(|| map::<String>([])))
    .set("finding_alerts", alerts());
    let unused = (home && company.cis).then(|| map::<String>([]));
    let analyzer = begin(
        "access-analyzer",
        "access-analyzer-organization",
        "Finds what strangers can reach in any account.",
    )
    .after(organization::path(company))
    .text("name", name("organization"))
    .set_some("unused_access", unused)
    .set("finding_alerts", alerts());
    let mut units = vec![guardduty, hub, analyzer];
    if home {
        let folder = format!("{}/{}/config-aggregator", account.name, region.name);
        let comment = "Shows the recorded settings of all accounts in one place.";
        let aggregator = Unit::new(folder, "config-aggregator", comment);
        units
            .push(aggregator.after(organization::path(company)).text("name", name("organization")));
    }
    units
}
