//! Applies that are killed at random moments and then go on: on the simulator, or with `--only moto` on moto.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use landform_testkit::{Killing, Mode, Moto, Reach, moments};
use serde_json::json;

use super::Setting;
use super::report::Report;
use crate::Outcome;

/// Every so often the time that an apply takes is taken again.
const TIMED_EVERY: usize = 20;
/// Every so often the estate is taken down too.
const DESTROYED_EVERY: usize = 10;

/// Kills an apply at so many moments, spread over all of its time.
pub(super) fn run(setting: &Setting<'_>) -> Outcome<Report> {
    let Setting { points, seed, .. } = *setting;
    let binary = setting.binary()?;
    let is_emulated = match setting.only {
        Some("moto") => true,
        Some("simulated") | None => false,
        Some(other) => {
            return Err(format!("an apply is killed on `simulated` or `moto`, not on `{other}`"));
        }
    };
    landform_testkit::engine().map_err(|skip| skip.to_string())?;
    // A copy: what is built while this goes on for half an hour is another command.
    let copy = setting.folder.join("landform");
    std::fs::copy(binary.path(), &copy).map_err(|error| crate::failed(&copy, &error))?;
    let killing = Killing {
        binary: copy,
        folder: setting.folder.to_owned(),
        env: if is_emulated { landform_testkit::provider_environment() } else { BTreeMap::new() },
        moto: if is_emulated { Some(moto()?) } else { None },
    };
    let text = |error: std::io::Error| format!("the kill test cannot go on: {error}");
    killing.prepare().map_err(text)?;
    // The shortest: a kill after the end is none.
    let mut whole = killing.undisturbed()?;
    for _ in 1..setting.runs {
        whole = whole.min(killing.undisturbed()?);
    }
    let (mut faults, mut rows) = (Vec::new(), Vec::new());
    let (mut killed, mut halfway, mut ahead) = (0, 0, 0);
    let since = Instant::now();
    let timed_every = if is_emulated { TIMED_EVERY / 4 } else { TIMED_EVERY };
    let parts = moments(Duration::from_secs(1), points, seed).into_iter();
    for (index, part) in parts.enumerate() {
        // The machine may be busier than it was, or less so.
        if index > 0 && index.is_multiple_of(timed_every) {
            whole = killing.undisturbed()?;
        }
        let moment = whole.mul_f64(part.as_secs_f64());
        // The keeper outlives every other kill; without it, nobody could know what became of a call to a cloud that was under way.
        let reach =
            if index % 2 == 0 && !is_emulated { Reach::Everything } else { Reach::AllButTheKeeper };
        let mut outcome = killing.kill_after(moment, reach).map_err(text)?;
        if index % DESTROYED_EVERY == 0 {
            outcome.faults.extend(killing.destroy().map_err(text)?);
        }
        let (existed, known) = outcome.before;
        killed += u32::from(outcome.was_killed);
        halfway += u32::from((1..Killing::OBJECTS).contains(&existed));
        ahead += u32::from(existed > known);
        let milliseconds = u64::try_from(moment.as_millis()).unwrap_or(u64::MAX);
        rows.push(json!({
            "milliseconds": milliseconds,
            "everything": reach == Reach::Everything,
            "killed": outcome.was_killed,
            "existed": existed,
            "in_states": known,
            "faults": outcome.faults,
        }));
        let at = |fault: String| format!("killed after {milliseconds} ms ({reach:?}): {fault}");
        faults.extend(outcome.faults.into_iter().map(at));
        eprintln!(
            "  {}/{points}: {milliseconds} ms, {existed} existed, {known} in states",
            index + 1
        );
    }
    let mut report = Report::new(
        "kill",
        format!(
            "an apply on {} that takes {:.1} s, killed {points} times",
            if is_emulated { "moto" } else { "the simulator" },
            whole.as_secs_f64()
        ),
    );
    report.detail("profile", binary.profile());
    report.detail("seed", seed);
    report.detail("wall_seconds", since.elapsed().as_secs());
    report.detail("kills in the middle of the changes", halfway);
    report.detail("kills with objects that were in no state", ahead);
    report.detail("points", rows);
    report.at_least("kills", f64::from(killed), f64::from(points) * 0.9);
    report.at_least(
        "kills in the middle of the changes",
        f64::from(halfway),
        f64::from(points) * 0.1,
    );
    report.none_of("lost or doubled objects, locks that stay, plans that are not empty", &faults);
    Ok(report)
}

/// Starts an emulator; the real provider must be there too.
fn moto() -> Outcome<Moto> {
    landform_testkit::provider().map_err(|skip| skip.to_string())?;
    Moto::start(Mode::Proxy).map_err(|skip| skip.to_string())
}
