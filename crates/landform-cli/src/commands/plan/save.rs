//! A plan as a file, for a review and for `landform apply --plan`.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use landform_plan::{Hiding, SAVED_FORMAT, SavedPlan};
use landform_world::Access;

use super::run::{PlannedEstate, Run};
use crate::cloud::live_home;
use crate::error::{CommandError, Kind};
use crate::loading;
use crate::ui::Ui;

/// Saves the plan of a live repo; only its owner may read the file.
pub(super) fn save(
    run: &Run<'_>,
    planned: &PlannedEstate,
    file: &Path,
    ui: &Ui,
) -> Result<(), CommandError> {
    let file = loading::absolute(file)?;
    let mut key = [0; 32];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut key))
        .map_err(|error| CommandError::file("read", "/dev/urandom".as_ref(), &error))?;
    let mut units = planned.plan.saved(&planned.states, &Hiding::new(key));
    units.retain(|path, _| run.units.contains(path));
    let home = live_home(run.world, &run.estate.root);
    let plan = SavedPlan {
        format_version: SAVED_FORMAT.to_owned(),
        landform_version: env!("CARGO_PKG_VERSION").to_owned(),
        live_repo: home.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        cloud: run.cloud.kind.name().to_owned(),
        engine: format!("{} {}", run.engine.kind.name(), run.engine.version),
        key: key.iter().map(|byte| format!("{byte:02x}")).collect(),
        units,
        ..SavedPlan::default()
    };
    let text = plan.write().map_err(|error| CommandError::new(Kind::Failed, error.to_string()))?;
    run.world
        .write(&file, &text, Access::Private)
        .map_err(|error| CommandError::file("write", &file, &error))?;
    ui.status("saved", &format!("{}", file.display()));
    Ok(())
}
