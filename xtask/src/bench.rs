//! `cargo xtask bench`: what Landform claims to be able to do, measured.

mod answer;
mod binary;
mod call_log;
mod catalog_estate;
mod cloud;
mod compare;
mod engine;
mod estate_300;
mod estate_plan;
mod gaps;
mod hybrid;
mod kill;
mod meter;
mod moto_apply;
mod ordinary;
mod report;
pub(crate) mod roots;
mod synthetic;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::binary::{Binary, Profile};
use self::report::Report;
use crate::{Outcome, failed};

/// Measure what Landform claims to be able to do
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to measure
    name: Name,
    /// Write the figures to this file
    #[arg(long)]
    json: Option<PathBuf>,
    /// How the command is built that is measured
    #[arg(long, value_enum, default_value_t)]
    profile: Profile,
    /// How often short runs are repeated; the median counts
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// How often an apply is killed
    #[arg(long, default_value_t = 200)]
    points: u32,
    /// What random moments are made from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Measure only this part, where a benchmark has parts
    #[arg(long)]
    only: Option<String>,
    /// Keep what was made for the measurement in this folder, which must not exist
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// The benchmarks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Name {
    /// 300 units with 1,800 resources planned at once on the simulator
    #[value(name = "estate-300")]
    Estate300,
    /// An applied estate on moto planned at once, against an engine of its own for each unit
    EstatePlan,
    /// Each unit planned on its own, with shared providers and without
    Broker,
    /// The example company applied, planned again and destroyed on moto
    MotoApply,
    /// Every module of the catalog applied, planned again and destroyed on moto
    Modules,
    /// First plans of the hybrid and of the simulator against those of the real provider
    Hybrid,
    /// The gap list of moto, checked in both directions
    Gaps,
    /// What it costs that every change is on the disk before it counts
    CallLog,
    /// Applies that are killed at random moments and then go on
    Kill,
}

/// What every benchmark has at hand.
struct Setting<'a> {
    profile: Profile,
    folder: &'a Path,
    runs: usize,
    only: Option<&'a str>,
    points: u32,
    seed: u64,
}

impl Setting<'_> {
    /// Builds the command.
    fn binary(&self) -> Outcome<Binary> {
        Binary::build(self.profile)
    }
}

/// Runs a benchmark, prints its table and writes its figures; a bar that is missed is an error.
pub(crate) fn run(arguments: &Args) -> Outcome {
    let temporary = match &arguments.keep {
        Some(folder) => {
            std::fs::create_dir(folder).map_err(|error| failed(folder, &error))?;
            None
        }
        None => Some(tempfile::tempdir().map_err(|error| failed(&std::env::temp_dir(), &error))?),
    };
    let kept = arguments.keep.as_deref();
    let folder = temporary.as_ref().map(tempfile::TempDir::path).or(kept).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(|error| failed(folder, &error))?;
    let (runs, only) = (arguments.runs.max(1), arguments.only.as_deref());
    let setting = Setting {
        profile: arguments.profile,
        folder: &folder,
        runs,
        only,
        points: arguments.points,
        seed: arguments.seed,
    };
    let report = measure(arguments.name, &setting)?;
    eprintln!("{}", report.table());
    if let Some(file) = &arguments.json {
        std::fs::write(file, report.text()).map_err(|error| failed(file, &error))?;
    }
    report.verdict()
}

fn measure(name: Name, setting: &Setting<'_>) -> Outcome<Report> {
    match name {
        Name::Estate300 => estate_300::run(setting),
        Name::EstatePlan => estate_plan::run(setting),
        Name::Broker => estate_plan::run_broker(setting),
        Name::MotoApply => moto_apply::run(setting),
        Name::Modules => moto_apply::run_modules(setting),
        Name::Hybrid => hybrid::run(setting),
        Name::Gaps => gaps::run(setting),
        Name::CallLog => call_log::run(setting),
        Name::Kill => kill::run(setting),
    }
}

/// Returns the files of a folder with an ending, sorted.
fn files(folder: &Path, ending: &str) -> Outcome<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut files: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|own| own == ending)).collect();
    files.sort();
    Ok(files)
}

/// Returns the resource types and data sources that the catalog's modules use, data sources marked.
pub(crate) fn catalog_types(root: &Path) -> Outcome<BTreeSet<String>> {
    let modules = root.join("catalog/modules");
    let entries = std::fs::read_dir(&modules).map_err(|error| failed(&modules, &error))?;
    let mut types = BTreeSet::new();
    for module in entries.flatten().filter(|entry| entry.path().is_dir()) {
        for file in files(&module.path(), "tf")? {
            let text = std::fs::read_to_string(&file).map_err(|error| failed(&file, &error))?;
            for line in text.lines() {
                let mut parts = line.split('"');
                match (parts.next(), parts.next()) {
                    (Some("resource "), Some(name)) => types.insert(name.to_owned()),
                    (Some("data "), Some(name)) => types.insert(format!("data.{name}")),
                    _ => false,
                };
            }
        }
    }
    Ok(types)
}
