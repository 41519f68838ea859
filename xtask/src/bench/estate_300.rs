//! 300 units with 1,800 resources, planned at once on the simulator.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::Setting;
use super::answer::{changes, plan, units};
use super::meter::{Usage, measured};
use super::report::Report;
use super::synthetic::{RESOURCES, write};
use crate::Outcome;

/// The units of the estate.
const UNITS: usize = 300;
/// What a plan may use.
const CPU_SECONDS: f64 = 30.0;
/// What a plan may hold, in MiB.
const MEMORY: f64 = 500.0;

/// Plans the estate some times; every plan must show every unit and every resource.
pub(super) fn run(setting: &Setting<'_>) -> Outcome<Report> {
    let binary = setting.binary()?;
    let live = setting.folder.join("live");
    write(&live, UNITS)?;
    let mut runs = Vec::new();
    let mut faults = Vec::new();
    for _ in 0..setting.runs {
        let (answer, usage) = measured(|| {
            binary.run(
                setting.folder,
                &["plan", "live", "--cloud", "simulated", "--json"],
                &BTreeMap::new(),
            )
        });
        let answer = answer?.expect("the plan", &[0])?;
        faults.extend(check(&plan(&answer)?));
        runs.push(usage);
    }
    let usage = Usage::median(runs);
    let mut report = Report::new(
        "estate-300",
        format!(
            "a first plan of {UNITS} units with {} resources on the simulator",
            UNITS * RESOURCES
        ),
    );
    report.side("landform plan", usage);
    report.detail("profile", binary.profile());
    report.detail("runs", setting.runs);
    report.at_most("CPU-seconds", usage.cpu_seconds, CPU_SECONDS);
    #[expect(clippy::cast_precision_loss, reason = "sizes of memory are far below 2^52")]
    report.at_most("MiB of resident memory", usage.peak_rss_bytes as f64 / 1_048_576.0, MEMORY);
    report.none_of("units that are not planned whole", &faults);
    Ok(report)
}

/// Returns the units that do not have all their resources in the plan, and what is wrong with the number of units.
fn check(plan: &Json) -> Vec<String> {
    let created = |unit| changes(unit).filter(|(action, _)| *action == "create").count();
    let short = units(plan).filter(|(_, unit)| created(unit) != RESOURCES);
    let named = short.map(|(path, unit)| format!("{path}: {} resources", created(unit)));
    let count = units(plan).count();
    named.chain((count != UNITS).then(|| format!("{count} units in all"))).collect()
}
