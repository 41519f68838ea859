//! An estate that is applied on moto, then changed: planned by Landform, against what it is compared with.

use super::Setting;
use super::catalog_estate::{ALL_UNITS, Day, write};
use super::cloud::{Cloud, Simulated};
use super::compare::{Comparison, compare, printed, saved};
use super::engine::Engine;
use super::meter::{Usage, measured};
use super::ordinary::Ordinary;
use super::report::Report;
use crate::Outcome;

/// How many times less processor time the estate plan uses.
const CPU_RATIO: f64 = 20.0;
/// How many times less memory it holds.
const MEMORY_RATIO: f64 = 5.0;
/// How many times less processor time shared providers use.
const BROKER_RATIO: f64 = 10.0;

/// Compares the plan of the whole estate with one engine run for each unit the ordinary way.
pub(super) fn run(setting: &Setting<'_>) -> Outcome<Report> {
    let binary = setting.binary()?;
    let cloud = Cloud::start(&binary, setting.folder, Simulated::Nothing)?;
    applied_and_changed(setting, &cloud)?;
    let mut runs = Vec::new();
    let mut file = None;
    for _ in 0..setting.runs {
        let (planned, usage) = measured(|| cloud.plan("live", "estate.plan.json"));
        file = Some(planned?);
        eprintln!(
            "  planned at once in {:.0} s, {:.1} CPU-s",
            usage.wall_seconds, usage.cpu_seconds
        );
        runs.push(usage);
    }
    let (plan, own) = saved(&file.unwrap_or_default())?;
    let engine = Engine::find(setting.folder, &cloud.env())?;
    let ordinary =
        Ordinary::prepare(&engine, &setting.folder.join("live"), &setting.folder.join("ordinary"))?;
    eprintln!("  {} units are prepared for the ordinary way", ordinary.units());
    let (done, other_usage) = measured(|| ordinary.plan());
    done?;
    let hiding = plan.hiding().map_err(|error| error.to_string())?;
    let found = compare(&own, &ordinary.plans(&hiding)?);

    let mut report = Report::new(
        "estate-plan",
        format!(
            "a plan of {ALL_UNITS} units at once with one engine run for each (init, plan; two at once), real provider, moto"
        ),
    );
    report.detail("profile", binary.profile());
    report.detail("runs of landform", setting.runs);
    report.side("landform plan", Usage::median(runs));
    report.side("one engine per unit", other_usage);
    judge_equal(&mut report, &found);
    ratios(&mut report, Some(CPU_RATIO), Some(MEMORY_RATIO));
    Ok(report)
}

/// Compares plans unit by unit with shared providers and without.
pub(super) fn run_broker(setting: &Setting<'_>) -> Outcome<Report> {
    let binary = setting.binary()?;
    let cloud = Cloud::start(&binary, setting.folder, Simulated::Nothing)?;
    applied_and_changed(setting, &cloud)?;
    let (shared, usage) = measured(|| cloud.printed("live", &["--per-unit"]));
    let (alone, other_usage) = measured(|| cloud.printed("live", &["--per-unit", "--no-broker"]));
    let found = compare(&printed(&shared?), &printed(&alone?));

    let mut report = Report::new(
        "broker",
        format!(
            "plans of {ALL_UNITS} units one by one with shared providers and without, real provider, moto"
        ),
    );
    report.detail("profile", binary.profile());
    report.side("with the broker", usage);
    report.side("without", other_usage);
    judge_equal(&mut report, &found);
    ratios(&mut report, Some(BROKER_RATIO), None);
    Ok(report)
}

/// Applies the first day, and writes the second.
fn applied_and_changed(setting: &Setting<'_>, cloud: &Cloud<'_>) -> Outcome {
    let live = setting.folder.join("live");
    write(&live, Day::First)?;
    let (applied, usage) = measured(|| cloud.apply("live"));
    applied?;
    eprintln!("  applied in {:.0} s, {:.0} CPU-s", usage.wall_seconds, usage.cpu_seconds);
    write(&live, Day::Second)
}

fn judge_equal(report: &mut Report, found: &Comparison) {
    report.detail("changes compared", found.changes);
    report.detail("values compared", found.values);
    report.at_least("changes compared", count(found.changes), 50.0);
    report.none_of("changes that differ", &found.actions);
    report.none_of("known values that differ", &found.unequal);
    report.none_of("values that one side alone knows", &found.known_once);
}

fn ratios(report: &mut Report, cpu: Option<f64>, memory: Option<f64>) {
    let [own_cpu, rss, _] = report.ratio().unwrap_or_default();
    if let Some(bar) = cpu {
        report.at_least("times less processor time", own_cpu, bar);
    }
    if let Some(bar) = memory {
        report.at_least("times less resident memory", rss, bar);
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of values are far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}
