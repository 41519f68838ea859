//! `landform show`: what exists in a kept rehearsal.

use std::path::PathBuf;

use landform_os::OsWorld;
use landform_plan::State;
use landform_rehearse::kept_units;
use landform_workbench::Place;
use landform_world::World;
use serde::Serialize;

use super::Outcome;
use crate::error::{CommandError, Kind};
use crate::loading;
use crate::ui::Ui;

/// Show what exists in a kept rehearsal
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the rehearsal [default: the one that was kept last]
    folder: Option<PathBuf>,
    /// Show only units whose path contains this text
    #[arg(long, value_name = "TEXT")]
    unit: Option<String>,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Row {
    unit: String,
    resources: Vec<Resource>,
    outputs: std::collections::BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Resource {
    address: String,
    id: String,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Outcome {
    let world = OsWorld::default();
    let place = loading::kept_place(&world, args.folder.as_deref())?;
    loading::kept(&world, &place)?;
    let units = kept_units(&world, &place)
        .map_err(|error| CommandError::file("list the states in", place.folder(), &error))?;
    if let Some(text) =
        args.unit.as_ref().filter(|text| !units.iter().any(|unit| unit.contains(*text)))
    {
        let message = format!("no unit of the kept rehearsal has `{text}` in its path");
        return Err(CommandError::new(Kind::Input, message)
            .hint("`landform show` without --unit lists all of them"));
    }
    let wanted = |path: &str| args.unit.as_ref().is_none_or(|text| path.contains(text.as_str()));
    let rows = units
        .iter()
        .filter(|unit| wanted(unit))
        .map(|unit| row(&world, &place, unit))
        .collect::<Result<Vec<_>, _>>()?;
    if args.json {
        ui.json(&rows);
    } else {
        ui.data(&rows.iter().map(text).collect::<String>());
    }
    Ok(0)
}

fn row(world: &dyn World, place: &Place, unit: &str) -> Result<Row, CommandError> {
    let file = place.state(unit);
    let bytes = world.read(&file).map_err(|error| CommandError::file("read", &file, &error))?;
    let state = State::read(&bytes).map_err(|error| {
        CommandError::new(Kind::Failed, format!("`{}`: {error}", file.display()))
    })?;
    let resources = state.instances.iter().map(|instance| Resource {
        address: instance.address.clone(),
        id: instance.attributes.get("id").and_then(|id| id.as_str()).unwrap_or("-").to_owned(),
    });
    // Sensitive outputs show themselves as `(sensitive value)`.
    let outputs = state
        .outputs
        .iter()
        .map(|(name, output)| (name.clone(), output.value.to_string()))
        .collect();
    Ok(Row { unit: unit.to_owned(), resources: resources.collect(), outputs })
}

fn text(row: &Row) -> String {
    let mut text = format!("{}\n", row.unit);
    for resource in &row.resources {
        text.push_str(&format!("  {}  {}\n", resource.address, resource.id));
    }
    for (name, value) in &row.outputs {
        text.push_str(&format!("  output {name} = {value}\n"));
    }
    text
}
