//! `landform find`: the units of a live repo.

use std::path::PathBuf;

use landform_os::OsWorld;
use landform_terragrunt::UnitPath;

use super::Outcome;
use crate::loading;
use crate::ui::Ui;

/// Find the units of a live repo
///
/// Reads the folder tree alone: no unit is evaluated, no process is started, no network is used.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The root folder of the live repo
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Outcome {
    let world = OsWorld::default();
    let root = loading::live_root(&world, &args.folder)?;
    let folders = landform_terragrunt::find(&world, &root)?;
    let paths: Vec<String> =
        folders.iter().map(|folder| UnitPath::new(&root, folder).to_string()).collect();
    if args.json {
        ui.json(&paths);
    } else {
        ui.data(&paths.iter().map(|path| format!("{path}\n")).collect::<String>());
    }
    Ok(0)
}
