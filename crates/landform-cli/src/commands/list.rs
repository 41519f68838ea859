//! `landform list`: the units of a live repo with account, region, module and edges.

use std::path::PathBuf;

use landform_os::OsWorld;
use landform_terragrunt::{Estate, Unit, UnitPath};
use serde::Serialize;

use super::Outcome;
use crate::loading;
use crate::ui::Ui;

/// List the units of a live repo with account, region, module and edges
///
/// Reads and evaluates every unit; no process is started, no network is used.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The root folder of the live repo
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
    /// List in the order in which units are applied
    #[arg(long)]
    dag: bool,
}

/// A unit as `--json` shows it.
#[derive(Serialize)]
struct Row {
    path: String,
    account: Option<String>,
    region: Option<String>,
    module: Option<String>,
    dependencies: Vec<String>,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Outcome {
    let world = OsWorld::default();
    let root = loading::live_root(&world, &args.folder)?;
    let estate = loading::estate(&world, &root, ui)?;
    let rows = rows(&estate, args.dag);
    if args.json {
        ui.json(&rows);
    } else {
        ui.data(&table(&rows));
    }
    Ok(0)
}

fn rows(estate: &Estate, in_order: bool) -> Vec<Row> {
    // A cycle is an error of loading: there is an order.
    let order = if in_order { estate.graph.order().ok() } else { None };
    let paths: Vec<&UnitPath> = order.unwrap_or_else(|| estate.units.keys().collect());
    let units = paths.into_iter().filter_map(|path| estate.units.get(path));
    units.map(|unit| row(estate, unit)).collect()
}

fn row(estate: &Estate, unit: &Unit) -> Row {
    Row {
        path: unit.path.to_string(),
        account: unit.account.clone(),
        region: unit.region.clone(),
        module: unit.module_name().map(str::to_owned),
        dependencies: estate
            .graph
            .dependencies(&unit.path)
            .iter()
            .map(ToString::to_string)
            .collect(),
    }
}

fn table(rows: &[Row]) -> String {
    let dash = || "-".to_owned();
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| {
            [
                row.path.clone(),
                row.account.clone().unwrap_or_else(dash),
                row.region.clone().unwrap_or_else(dash),
                row.module.clone().unwrap_or_else(dash),
                row.dependencies.len().to_string(),
            ]
        })
        .collect();
    let head = ["UNIT", "ACCOUNT", "REGION", "MODULE", "NEEDS"].map(str::to_owned);
    let all = || std::iter::once(&head).chain(&cells);
    let mut widths = [0; 5];
    for line in all() {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    all()
        .map(|line| {
            let padded: Vec<String> =
                line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            format!("{}\n", padded.join("  ").trim_end())
        })
        .collect()
}
