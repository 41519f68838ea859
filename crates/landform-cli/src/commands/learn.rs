//! `landform learn`: what exists by now, taken into the company file and the file of accounts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use landform_company::{Learned, with_learned};
use landform_os::{OsWorld, keep_private};
use landform_plan::State;
use landform_scaffold::{ACCOUNTS, Lesson, LessonSubject, accounts_text, lessons, unified_diff};
use landform_value::to_json;
use landform_world::{Access, OverlayWorld, World};
use serde::Serialize;
use serde_json::Value as Json;

use super::Outcome;
use super::plan::{Run, Subject};
use crate::cloud::{CloudKind, CloudOptions};
use crate::error::{CommandError, Kind};
use crate::private::PrivateFolder;
use crate::providers::ProviderKind;
use crate::rehearsed::account_ids;
use crate::settings::{EngineOptions, socket_folder};
use crate::ui::Ui;
use crate::{loading, signals};

/// Take into the company file what only AWS knows, once it exists
///
/// Ids and name servers cross accounts through the company file: no unit reads a state of another account.
/// This reads them from the states of the units that tell them and shows what the company file and `accounts.json` lack, as a diff;
/// `--write` writes it. Nothing else in the files is touched, and a number in `accounts.json` is never changed.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The company file, or the folder that holds it
    #[arg(default_value = loading::COMPANY_FILE)]
    company: PathBuf,
    /// The root folder of the live repo [default: the folder of the company file]
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    /// Write it; only what AWS itself tells can be written
    #[arg(long)]
    write: bool,
    /// Print what was learned as a JSON array
    #[arg(long, conflicts_with = "write")]
    json: bool,
    #[command(flatten)]
    cloud: CloudOptions,
    #[command(flatten)]
    engine: EngineOptions,
}

/// Something that the files lack.
#[derive(Serialize)]
struct Row {
    unit: String,
    output: &'static str,
    file: &'static str,
    block: Option<&'static str>,
    label: Option<String>,
    name: String,
    value: Json,
    /// What the file says so far.
    said: Json,
}

/// A file, as it is and as it will be.
struct Edit {
    name: String,
    path: PathBuf,
    old: String,
    new: String,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> Outcome {
    // Engines read states, which are nobody else's business.
    keep_private();
    let os = OsWorld::default();
    let cloud = args.cloud.resolve(&os, CloudKind::Aws)?;
    if args.write && cloud.kind != CloudKind::Aws {
        let message = format!("what `--cloud {}` tells is not true of AWS", cloud.kind.name());
        return Err(CommandError::new(Kind::Usage, message)
            .hint("leave `--write` out to see what would be learned"));
    }
    let file = loading::company_file(&os, &args.company)?;
    let company = loading::company(&os, &file, ui)?;
    let beside = file.parent().map_or_else(PathBuf::new, PathBuf::from);
    let root = args.into.as_ref().map_or(Ok(beside), |folder| loading::absolute(folder))?;
    let lessons = lessons(&company);

    let short = socket_folder(&os);
    let private = PrivateFolder::create(&os, &short, "run")
        .map_err(|error| CommandError::file("create a private folder in", &short, &error))?;
    let ids = match cloud.kind {
        CloudKind::Simulated => account_ids(&os, &root)?,
        CloudKind::Aws | CloudKind::Moto | CloudKind::Emulator => BTreeMap::new(),
    };
    let world = OverlayWorld::new(&os, ids);
    let mut estate = loading::estate(&world, &root, ui)?;
    let telling: BTreeSet<String> = lessons.iter().map(|lesson| lesson.unit.clone()).collect();
    // Nothing exists in an account without a number.
    estate.units.retain(|path, unit| {
        telling.contains(path.as_str()) && unit.account_id.as_deref() != Some("")
    });
    let engine = landform_engine::find(&os, args.engine.engine.as_deref())?;
    let subject = Subject::Live(root.clone());
    let cancel = signals::cancel_on_interrupt()?;
    let run = Run {
        world: &world,
        estate: &estate,
        engine: &engine,
        cloud: &cloud,
        subject: &subject,
        units: &telling,
        folder: private.path(),
        trust_references: true,
        provider: ProviderKind::default(),
        jobs: None,
    };
    let read = run.states(&cancel)?;
    for (unit, why) in &read.unreadable {
        ui.warning(&format!("{unit}: {why}"));
    }
    let outputs = outputs(&read.states)?;
    let accounts = accounts(&os, &root)?;
    let rows: Vec<Row> =
        lessons.iter().flat_map(|lesson| lacking(lesson, &outputs, &accounts)).collect();
    if args.json {
        ui.json(&rows);
    } else {
        let edits = edits(&os, &file, &root, &company, &rows)?;
        conclude(args, &os, &edits, rows.len(), ui)?;
    }
    match read.unreadable.len() {
        0 => Ok(0),
        many => Err(CommandError::new(Kind::Failed, format!("{many} states could not be read"))),
    }
}

/// Returns the outputs of units.
fn outputs(
    states: &BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, BTreeMap<String, Json>>, CommandError> {
    let mut all = BTreeMap::new();
    for (unit, text) in states {
        let state = State::read(text)
            .map_err(|error| CommandError::new(Kind::Failed, format!("{unit}: {error}")))?;
        let known = state.outputs.into_iter();
        let known = known.filter_map(|(name, output)| Some((name, to_json(&output.value)?)));
        all.insert(unit.clone(), known.collect());
    }
    Ok(all)
}

/// Returns what `accounts.json` says; nothing where there is none.
fn accounts(world: &dyn World, root: &Path) -> Result<Json, CommandError> {
    let path = root.join(ACCOUNTS);
    if world.kind(&path).is_none() {
        return Ok(Json::Null);
    }
    let text = world.read_text(&path).map_err(|error| CommandError::file("read", &path, &error))?;
    serde_json::from_str(&text).map_err(|error| {
        CommandError::new(Kind::Input, format!("`{}`: {error}", path.display()))
            .hint("restore it from version control")
    })
}

/// Returns what the files lack of what an output tells.
fn lacking(
    lesson: &Lesson,
    outputs: &BTreeMap<String, BTreeMap<String, Json>>,
    accounts: &Json,
) -> Vec<Row> {
    let output = outputs.get(&lesson.unit).and_then(|unit| unit.get(lesson.output));
    let Some(told) = output.and_then(|output| lesson.told(output)) else { return Vec::new() };
    let row = |file, name: &str, value: Json, said: Json| Row {
        unit: lesson.unit.clone(),
        output: lesson.output,
        file,
        block: None,
        label: None,
        name: name.to_owned(),
        value,
        said,
    };
    match &lesson.subject {
        LessonSubject::Attribute { said, .. } if *said == told => Vec::new(),
        LessonSubject::Attribute { block, label, name, said } => vec![Row {
            block: Some(*block),
            label: label.clone(),
            ..row(loading::COMPANY_FILE, name, told, said.clone())
        }],
        LessonSubject::Accounts => {
            let entries = told.as_object().into_iter().flatten();
            let open = entries.filter(|(name, _)| {
                accounts.get(*name).is_some_and(|one| one.get("id").is_some_and(|id| id == ""))
            });
            open.map(|(name, id)| row(ACCOUNTS, name, id.clone(), Json::Null)).collect()
        }
    }
}

/// Returns the files that change.
fn edits(
    world: &dyn World,
    file: &Path,
    root: &Path,
    company: &landform_company::Company,
    rows: &[Row],
) -> Result<Vec<Edit>, CommandError> {
    let mut edits = Vec::new();
    let read = |path: &Path| {
        world.read_text(path).map_err(|error| CommandError::file("read", path, &error))
    };
    let learned = rows.iter().filter_map(|row| {
        let (block, name) = (row.block?.to_owned(), row.name.clone());
        Some(Learned { block, label: row.label.clone(), name, value: row.value.clone() })
    });
    let learned: Vec<Learned> = learned.collect();
    if !learned.is_empty() {
        let old = read(file)?;
        let new = with_learned(&old, company, &learned).map_err(CommandError::from)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        edits.push(Edit { name, path: file.to_path_buf(), old, new });
    }
    let numbers: Vec<&Row> = rows.iter().filter(|row| row.block.is_none()).collect();
    if !numbers.is_empty() {
        let path = root.join(ACCOUNTS);
        let old = read(&path)?;
        let mut all: Json = serde_json::from_str(&old).unwrap_or_default();
        for row in numbers {
            if let Some(id) = all.get_mut(&row.name).and_then(|one| one.get_mut("id")) {
                *id = row.value.clone();
            }
        }
        let new = accounts_text(&all);
        edits.push(Edit { name: ACCOUNTS.to_owned(), path, old, new });
    }
    Ok(edits)
}

/// Shows or writes the files.
fn conclude(
    args: &Args,
    world: &dyn World,
    edits: &[Edit],
    count: usize,
    ui: &Ui,
) -> Result<(), CommandError> {
    if edits.is_empty() {
        ui.status("learned", "nothing new: the files say all that exists by now");
        return Ok(());
    }
    for Edit { name, path, old, new } in edits {
        if args.write {
            world
                .write(path, new.as_bytes(), Access::Shared)
                .map_err(|error| CommandError::file("write", path, &error))?;
        } else {
            ui.data(&unified_diff(name, old, new));
        }
    }
    let names: Vec<&str> = edits.iter().map(|edit| edit.name.as_str()).collect();
    let names = names.join(" and ");
    if args.write {
        ui.status("learned", &format!("{count} values, written into {names}"));
        ui.hint("`landform generate` takes them into the live repo");
    } else {
        ui.status("learned", &format!("{count} values that {names} lack"));
        ui.hint("`--write` writes them");
    }
    Ok(())
}
