//! Plans of the first day of the example company: those of the real provider, of the hybrid, and of the simulator alone.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::Setting;
use super::answer::{plan, units};
use super::cloud::{Cloud, Simulated};
use super::compare::{Comparison, Plans, compare, printed};
use super::meter::{Usage, measured};
use super::moto_apply::example;
use super::report::Report;
use crate::Outcome;

/// The share of the known values that the hybrid must plan as the real provider does, in per cent.
const HYBRID: f64 = 100.0;
/// The same for the simulator alone.
const SIMULATOR: f64 = 98.0;
/// How many differences are listed.
const LISTED: usize = 200;

/// Compares the plans of the hybrid and of the simulator with those of the real provider.
pub(super) fn run(setting: &Setting<'_>) -> Outcome<Report> {
    let binary = setting.binary()?;
    example(&binary, setting.folder)?;
    let cloud = Cloud::start(&binary, setting.folder, Simulated::Nothing)?;
    let (real, real_usage) = measured(|| cloud.printed("live", &[]));
    let simulated = |provider: &str| -> (Outcome<Json>, Usage) {
        let args = ["plan", "live", "--json", "--cloud", "simulated", "--provider", provider];
        measured(|| {
            let answer = binary.run(setting.folder, &args, &BTreeMap::new())?;
            plan(&answer.expect("`landform plan`", &[0])?)
        })
    };
    let (hybrid, hybrid_usage) = simulated("hybrid");
    let (simulator, simulator_usage) = simulated("simulated");
    let [real, hybrid, simulator] = [real?, hybrid?, simulator?].map(of_one_instance);
    let mut report = Report::new(
        "hybrid",
        "first plans of the example company by the hybrid and by the simulator with those of the real provider",
    );
    report.detail("profile", binary.profile());
    report.side("hybrid", hybrid_usage);
    report.side("real provider", real_usage);
    report.side("simulator", simulator_usage);
    report.detail("units", units(&real).count());
    for (name, other, bar) in [("hybrid", hybrid, HYBRID), ("simulator", simulator, SIMULATOR)] {
        judge(&mut report, name, &side_by_side(&printed(&real), printed(&other)), bar);
    }
    Ok(report)
}

/// Gives a plan one and the same instance of IAM Identity Center, with its identity store. AWS has it before anything is planned; the emulator and the simulator each make one up.
fn of_one_instance(plan: Json) -> Json {
    match plan {
        Json::String(text) => Json::String(without_instance(&text)),
        Json::Array(items) => Json::Array(items.into_iter().map(of_one_instance).collect()),
        Json::Object(entries) => {
            let entries = entries.into_iter().map(|(name, value)| (name, of_one_instance(value)));
            Json::Object(entries.collect())
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => plan,
    }
}

/// Puts zeros for what follows `ssoins-` anywhere, in 16 letters and digits, and `d-` at the start, in 10: an identity store.
fn without_instance(text: &str) -> String {
    let instance = text.find("ssoins-").map(|at| (at + "ssoins-".len(), 16));
    let store = text.starts_with("d-").then_some(("d-".len(), 10));
    let Some((start, digits)) = instance.or(store) else { return text.to_owned() };
    let end = start + digits;
    let ends = text.get(end..).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let id = text.get(start..end).unwrap_or_default();
    if !ends || !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return text.to_owned();
    }
    format!(
        "{}{}{}",
        text.get(..start).unwrap_or_default(),
        "0".repeat(digits),
        text.get(end..).unwrap_or_default()
    )
}

/// Compares the units that both sides have planned: others wait for what is not there yet.
fn side_by_side(real: &Plans, mut other: Plans) -> Comparison {
    other.retain(|unit, _| real.contains_key(unit));
    let real = real.iter().filter(|(unit, _)| other.contains_key(*unit));
    compare(&other, &real.map(|(unit, plan)| (unit.clone(), plan.clone())).collect())
}

fn judge(report: &mut Report, name: &str, found: &Comparison, bar: f64) {
    report.detail(&format!("{name}: changes compared"), found.changes);
    report.detail(&format!("{name}: values compared"), found.values);
    report.at_least(&format!("{name}: per cent of the known values equal"), found.share(), bar);
    let listed = |all: &[String]| all.iter().take(LISTED).cloned().collect::<Vec<_>>();
    report.detail(&format!("{name}: values that differ"), listed(&found.unequal));
    report.detail(&format!("{name}: changes that differ"), listed(&found.actions));
    report.detail(&format!("{name}: values that one side alone knows"), listed(&found.known_once));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_instance_is_made_the_same() {
        let plan = json!({
            "instance_arn": "arn:aws:sso:::instance/ssoins-0123456789abcdef",
            "ids": ["d-5ecwdgdd7l", "d-0123456789/a", "d-0123456789abc", "d-day", "i-0123456789"],
            "count": 1,
        });
        let expected = json!({
            "instance_arn": "arn:aws:sso:::instance/ssoins-0000000000000000",
            "ids": ["d-0000000000", "d-0000000000/a", "d-0123456789abc", "d-day", "i-0123456789"],
            "count": 1,
        });
        assert_eq!(of_one_instance(plan), expected);
    }
}
