//! The estate of the example company, and every module by itself, applied on moto: the real provider for what moto can host, the simulator for the rest.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value as Json, json};

use super::Setting;
use super::answer::{changes, is_idle, plan, units};
use super::binary::{Answer, Binary};
use super::cloud::{Cloud, Simulated};
use super::meter::{Usage, measured};
use super::report::Report;
use super::roots;
use super::synthetic::put;
use crate::{Outcome, failed, root};

/// The file with the account ids of a live repo.
const ACCOUNTS: &str = "accounts.json";
/// What a destruction of protected things must be told.
const SENTENCE: &str = "destroy what is protected";
/// The id of the first account.
const FIRST_ID: u64 = 311_111_111_111;

/// Applies the example company.
pub(super) fn run(setting: &Setting<'_>) -> Outcome<Report> {
    let binary = setting.binary()?;
    example(&binary, setting.folder)?;
    let report = Report::new(
        "moto-apply",
        "the example company applied, planned again and destroyed on moto",
    );
    applied_and_destroyed(setting, &binary, report)
}

/// Applies every module of the catalog, each with all that it needs in a root of its own and an emulator of its own.
pub(super) fn run_modules(setting: &Setting<'_>) -> Outcome<Report> {
    let binary = setting.binary()?;
    let mut report = Report::new(
        "modules",
        "every module of the catalog applied, planned again and destroyed on moto",
    );
    report.detail("profile", binary.profile());
    let wanted =
        |root: &String| setting.only.is_none_or(|only| only.split(',').any(|one| one == root));
    let roots: Vec<String> = roots::names()?.into_iter().filter(wanted).collect();
    report.detail("roots", roots.len());
    let done = roots::each(roots, |root| {
        let since = Instant::now();
        let outcome = roots::write(&setting.folder.join(root), &|one| one == root)
            .and_then(|()| module(&binary, setting.folder, root));
        let fault = outcome.as_ref().err().map_or("", String::as_str);
        eprintln!("  {root}: {:.0} s {fault}", since.elapsed().as_secs_f64());
        outcome
    });
    let (mut faults, mut resources) = (Vec::new(), 0);
    for (root, outcome) in done {
        match outcome {
            Ok(count) => resources += count,
            Err(fault) => faults.push(format!("{root}: {fault}")),
        }
    }
    report.detail("resources", resources);
    report.none_of("roots that fail, drift or leave something", &faults);
    Ok(report)
}

/// Applies, plans again and destroys one root; returns how many resources there were.
fn module(binary: &Binary, folder: &Path, live: &str) -> Outcome<usize> {
    let cloud = Cloud::start(binary, folder, Simulated::Listed)?;
    let apply = ["apply", live, "--yes", "--allow-late", "--bootstrap"];
    cloud.run(&apply)?.expect("apply", &[0])?;
    let again = ["plan", live, "--json", "--detailed-exitcode"];
    let again = plan(&cloud.run(&again)?.expect("plan again", &[0, 2])?)?;
    let drift = busy(&again);
    let sure = ["destroy", live, "--yes", "--protected", SENTENCE];
    cloud.run(&sure)?.expect("destroy", &[0])?;
    let after = plan(&cloud.run(&["plan", live, "--json"])?.expect("plan of nothing", &[0])?)?;
    let left = existing(&after);
    let resources = units(&after).map(|(_, unit)| changes(unit).count()).sum();
    match (drift.is_empty(), left.is_empty()) {
        (true, true) => Ok(resources),
        (false, _) => Err(format!("the second plan is not empty: {}", drift.join(", "))),
        (true, false) => Err(format!("left: {}", left.join(", "))),
    }
}

/// Applies the live repo, plans again, which must give nothing, and destroys, which must leave nothing.
fn applied_and_destroyed(
    setting: &Setting<'_>,
    binary: &Binary,
    mut report: Report,
) -> Outcome<Report> {
    let cloud = Cloud::start(binary, setting.folder, Simulated::Listed)?;
    report.detail("profile", binary.profile());

    let step = |name: &str, args: &[&str], codes: &[i32]| -> Outcome<(Answer, Usage)> {
        let (answer, usage) = measured(|| cloud.run(args));
        let answer = answer?.expect(name, codes)?;
        eprintln!("  {name}: {:.0} s, {:.0} CPU-s", usage.wall_seconds, usage.cpu_seconds);
        Ok((answer, usage))
    };
    let apply = step("apply", &["apply", "live", "--yes", "--allow-late", "--bootstrap"], &[0])?;
    report.side("apply", apply.1);
    let again = step("plan again", &["plan", "live", "--json", "--detailed-exitcode"], &[0, 2])?;
    report.side("plan again", again.1);
    let again = plan(&again.0)?;
    report.detail("units", units(&again).count());
    report.none_of("units whose second plan is not empty", &busy(&again));
    let sure = ["destroy", "live", "--yes", "--protected", SENTENCE, "--confirm-account", "prod"];
    let destroy = step("destroy", &sure, &[0])?;
    report.side("destroy", destroy.1);
    let after = step("plan of nothing", &["plan", "live", "--json"], &[0])?;
    report.none_of("resources that are still in a state", &existing(&plan(&after.0)?));
    Ok(report)
}

/// Returns the units in which something is to be done or that were not planned, and what that is.
fn busy(plan: &Json) -> Vec<String> {
    let busy = units(plan).filter(|(_, unit)| !is_idle(unit)).map(|(path, unit)| {
        let changes: Vec<_> =
            changes(unit).map(|(action, address)| format!("{action} {address}")).collect();
        let status = unit.get("status").and_then(Json::as_str).unwrap_or_default();
        format!("{path}: {status}: {}", changes.join(", "))
    });
    busy.collect()
}

/// Writes the live repo of the example company, with an id for each account.
pub(super) fn example(binary: &Binary, folder: &Path) -> Outcome {
    let company = root().join("examples/acme").display().to_string();
    let args = ["generate", &company, "--into", "live", "--quiet"];
    binary.run(folder, &args, &[].into())?.expect("`landform generate`", &[0])?;
    let file = folder.join("live").join(ACCOUNTS);
    let text = std::fs::read_to_string(&file).map_err(|error| failed(&file, &error))?;
    let mut accounts: serde_json::Map<String, Json> =
        serde_json::from_str(&text).map_err(|error| format!("{ACCOUNTS}: {error}"))?;
    for (account, id) in accounts.values_mut().zip(FIRST_ID..) {
        if let Some(account) = account.as_object_mut() {
            account.insert("id".to_owned(), json!(id.to_string()));
        }
    }
    put(&file, &format!("{:#}\n", Json::Object(accounts)))
}

/// Returns what a plan does to things that exist: after a destruction there are none.
fn existing(plan: &Json) -> Vec<String> {
    let all = units(plan).flat_map(|(path, unit)| {
        let existing = changes(unit).filter(|(action, _)| !["create", "read"].contains(action));
        existing.map(move |(action, address)| format!("{path}: {action} {address}"))
    });
    all.collect()
}
