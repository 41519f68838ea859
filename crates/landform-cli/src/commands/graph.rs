//! `landform graph`: the units of a live repo and what they need, as text, JSON, DOT or SVG.

use std::path::PathBuf;

use clap::ValueEnum;
use landform_graph::{Graph, Names, to_dot, to_svg};
use landform_os::OsWorld;
use landform_terragrunt::{Estate, UnitPath};
use serde::Serialize;

use super::Outcome;
use crate::loading;
use crate::ui::Ui;

/// Show the units of a live repo and what they need
///
/// Reads and evaluates every unit; no process is started, no network is used.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The root folder of the live repo
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How a graph is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each unit in the order of apply, with what it needs
    Text,
    /// An object with `units` and `edges`
    Json,
    /// Graphviz
    Dot,
    /// A drawing
    Svg,
}

#[derive(Serialize)]
struct Json {
    units: Vec<String>,
    edges: Vec<Edge>,
}

#[derive(Serialize)]
struct Edge {
    from: String,
    to: String,
}

/// Units are named by their paths and grouped by their accounts.
struct UnitNames<'a>(&'a Estate);

impl Names<UnitPath> for UnitNames<'_> {
    fn label(&self, node: &UnitPath) -> String {
        node.to_string()
    }

    fn cluster(&self, node: &UnitPath) -> Option<String> {
        self.0.units.get(node).and_then(|unit| unit.account.clone())
    }
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Outcome {
    let world = OsWorld::default();
    let root = loading::live_root(&world, &args.folder)?;
    let estate = loading::estate(&world, &root, ui)?;
    let graph = &estate.graph;
    match args.format {
        Format::Text => ui.data(&text(graph)),
        Format::Json => ui.json(&json(graph)),
        Format::Dot => ui.data(&to_dot(graph, &UnitNames(&estate))),
        Format::Svg => ui.data(&to_svg(graph, &UnitNames(&estate))),
    }
    Ok(0)
}

fn text(graph: &Graph<UnitPath>) -> String {
    let mut text = String::new();
    for unit in graph.order().unwrap_or_default() {
        text.push_str(&format!("{unit}\n"));
        for dependency in graph.dependencies(unit) {
            text.push_str(&format!("  needs {dependency}\n"));
        }
    }
    text
}

fn json(graph: &Graph<UnitPath>) -> Json {
    Json {
        units: graph.nodes().iter().map(ToString::to_string).collect(),
        edges: graph
            .edges()
            .map(|(from, to)| Edge { from: from.to_string(), to: to.to_string() })
            .collect(),
    }
}
