//! How a rehearsal ended: reports, words and exit code.

use std::path::PathBuf;

use landform_rehearse::{Rehearsed, Report, html};
use landform_world::{Access, Cancel, EntryKind, World};

use crate::commands::Outcome;
use crate::error::{CommandError, Kind};
use crate::loading;
use crate::ui::Ui;

/// Makes sure, before the rehearsal begins, that its reports have a place to go to.
pub(super) fn make_room(
    world: &dyn World,
    (figures, page): (Option<&PathBuf>, Option<&PathBuf>),
) -> Result<(), CommandError> {
    for path in [figures, page].into_iter().flatten() {
        let path = loading::absolute(path)?;
        if world.kind(&path) == Some(EntryKind::Folder) {
            let message = format!("`{}` is a folder, not a file to write", path.display());
            return Err(CommandError::new(Kind::Usage, message).hint("name a file in it"));
        }
        let folder = path.parent().unwrap_or(&path);
        world
            .create_folder(folder, Access::Shared)
            .map_err(|error| CommandError::file("create the folder", folder, &error))?;
    }
    Ok(())
}

/// Writes the figures and the page where they are asked for.
pub(super) fn write_reports(
    world: &dyn World,
    report: &Report,
    (figures, page): (Option<&PathBuf>, Option<&PathBuf>),
) -> Result<(), CommandError> {
    let write = |path: &PathBuf, text: String| {
        let path = loading::absolute(path)?;
        world
            .write(&path, text.as_bytes(), Access::Shared)
            .map_err(|error| CommandError::file("write", &path, &error))
    };
    if let Some(path) = figures {
        let text = serde_json::to_string_pretty(report)
            .map_err(|error| CommandError::new(Kind::Failed, error.to_string()))?;
        write(path, format!("{text}\n"))?;
    }
    if let Some(path) = page {
        write(path, html(report))?;
    }
    Ok(())
}

/// Says how it ended, in words and as exit code.
pub(super) fn conclude(ui: &Ui, rehearsed: &Rehearsed, cancel: &Cancel) -> Outcome {
    let report = &rehearsed.report;
    show(ui, rehearsed, cancel);
    if cancel.is_requested() {
        let message = "the rehearsal was stopped before its end";
        return Err(CommandError::new(Kind::Interrupted, message));
    }
    if report.success {
        return Ok(0);
    }
    let failed = report.units.iter().filter(|unit| unit.error.is_some()).count();
    let skipped = report.units.iter().filter(|unit| unit.skipped_because.is_some()).count();
    let message = if failed + skipped > 0 {
        format!("the rehearsal failed: {failed} units failed, {skipped} were not reached")
    } else {
        "the rehearsal failed: the second plan is not empty, or something is left".to_owned()
    };
    Err(CommandError::new(Kind::Failed, message))
}

fn show(ui: &Ui, rehearsed: &Rehearsed, cancel: &Cancel) {
    let report = &rehearsed.report;
    for (name, account) in &report.accounts {
        let (units, resources) = (account.units, account.resources);
        let label = match (name.as_str(), account.id.as_str()) {
            ("", "") => "without a name".to_owned(),
            (name, "") => name.to_owned(),
            ("", id) => id.to_owned(),
            (name, id) => format!("{name} ({id})"),
        };
        ui.status("account", &format!("{label}: {units} units, {resources} resources"));
    }
    for unit in report.units.iter().filter(|unit| unit.excluded) {
        ui.status("excluded", &format!("{} (by its `exclude` block)", unit.path));
    }
    for unit in report.units.iter().filter(|unit| !unit.provisioners_not_run.is_empty()) {
        ui.warning(&format!(
            "the provisioners of {} in {} were not run: a rehearsal starts no programs of a module",
            unit.provisioners_not_run.join(", "),
            unit.path
        ));
    }
    for unit in report.units.iter().filter(|unit| !unit.second_plan.is_empty()) {
        ui.warning(&format!(
            "the second plan of {} is not empty: {}",
            unit.path,
            unit.second_plan.join(", ")
        ));
    }
    let taken_down = report.resources_left.filter(|_| !cancel.is_requested());
    for left in rehearsed.left.iter().filter(|_| taken_down.is_some()) {
        ui.warning(&format!(
            "left in {} {}: {} {}",
            left.account, left.region, left.type_name, left.id
        ));
    }
    ui.status(
        "total",
        &format!(
            "{} resources in {} units and {} accounts; {} changes at the second plan; {}; {:.1} s, {:.1} CPU-s, {} MB at most.",
            report.resources_created,
            report.units.iter().filter(|unit| !unit.excluded).count(),
            report.accounts.len(),
            report.second_plan_changes,
            match (report.resources_left, taken_down) {
                (None, _) => "everything kept".to_owned(),
                (Some(_), None) => "stopped before all was destroyed".to_owned(),
                (_, Some(left)) => format!("{left} left"),
            },
            report.wall_seconds,
            report.cpu_seconds,
            report.peak_rss_bytes >> 20,
        ),
    );
}
