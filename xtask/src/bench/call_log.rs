//! What it costs that every change is on the disk before it counts.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use landform_broker::{CallLog, RecordedFactory, Recorder, Replay};
use landform_plugin::message::{ApplyRequest, ConfigureRequest, DynamicValue, PlanRequest};
use landform_plugin::{Provider, ProviderFactory};
use landform_simulator::{Session, Simulator};
use landform_value::{Type, Value};

use super::Setting;
use super::meter::measured;
use super::moto_apply::example;
use super::report::Report;
use crate::Outcome;

/// How many changes an engine makes at once.
const AT_ONCE: usize = 10;
/// How much longer an apply may take, in percent.
const PERCENT: f64 = 10.0;
/// The type that is created.
const TYPE: &str = "aws_ssm_parameter";

/// Where changes are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Nowhere,
    InTheWorld,
    InTheWorldAndTheLog,
}

/// Creates as many objects as the example has, kept and not, and compares the difference with the time of an apply.
pub(super) fn run(setting: &Setting<'_>) -> Outcome<Report> {
    let binary = setting.binary()?;
    example(&binary, setting.folder)?;
    let args = ["apply", "live", "--yes", "--allow-late", "--cloud", "simulated"];
    let (answer, apply) = measured(|| binary.run(setting.folder, &args, &[].into()));
    answer?.expect("the apply", &[0])?;
    let objects = objects(&setting.folder.join("home"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let time = |kept: Kept| -> Outcome<Duration> {
        let mut times = Vec::new();
        for number in 0..setting.runs {
            let folder = setting.folder.join(format!("{kept:?}-{number}"));
            times.push(runtime.block_on(create(&folder, kept, objects))?);
        }
        times.sort();
        times.get(times.len() / 2).copied().ok_or_else(|| "nothing was measured".to_owned())
    };
    let nowhere = time(Kept::Nowhere)?;
    let world = time(Kept::InTheWorld)?;
    let both = time(Kept::InTheWorldAndTheLog)?;
    let mut report = Report::new(
        "call-log",
        format!(
            "{objects} objects created on the simulator, {AT_ONCE} at once, kept on the disk and not"
        ),
    );
    report.side("landform apply of the example, all kept", apply);
    report.detail("profile", binary.profile());
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    report.detail("milliseconds without", milliseconds(nowhere));
    report.detail("milliseconds with the world", milliseconds(world));
    report.detail("milliseconds with the world and the call log", milliseconds(both));
    report.detail("flushes a second, one at a time", flushes(setting.folder)?);
    let extra = both.saturating_sub(nowhere).as_secs_f64();
    let without = (apply.wall_seconds - extra).max(0.001);
    report.at_most("percent that the apply takes longer", extra / without * 100.0, PERCENT);
    Ok(report)
}

/// Returns how many objects exist in the simulated world below a home.
fn objects(home: &Path) -> Outcome<usize> {
    let fault = |error: &dyn std::fmt::Display| format!("cannot read the simulated world: {error}");
    let live = std::fs::read_dir(home.join("live")).map_err(|error| fault(&error))?;
    let worlds = live.flatten().map(|entry| entry.path().join("simulated/world"));
    let mut count = 0;
    for world in worlds {
        let inventories = Simulator::look(&world).map_err(|error| fault(&error))?;
        count += inventories.iter().map(|one| one.objects.len()).sum::<usize>();
    }
    Ok(count)
}

/// Returns how many records a second are on the disk when each waits for the one before.
fn flushes(folder: &Path) -> Outcome<f64> {
    let fault = |error: &dyn std::fmt::Display| format!("cannot write a ledger: {error}");
    let opened = landform_ledger::Ledger::open(&folder.join("flushes.log"), "bench 1");
    let ledger = opened.map_err(|error| fault(&error))?.ledger;
    let count = 500_u32;
    let since = Instant::now();
    for _ in 0..count {
        ledger.append(vec![7; 2048]).wait().map_err(|error| fault(&error))?;
    }
    Ok(f64::from(count) / since.elapsed().as_secs_f64())
}

/// Creates some objects and returns how long that took.
async fn create(folder: &Path, kept: Kept, count: usize) -> Outcome<Duration> {
    let text = |error: &dyn std::fmt::Display| format!("cannot create objects: {error}");
    let simulator = match kept {
        Kept::Nowhere => Simulator::new(),
        Kept::InTheWorld | Kept::InTheWorldAndTheLog => {
            Simulator::open(&folder.join("world")).map_err(|error| text(&error))?
        }
    };
    let session = Session { types: Some([TYPE.to_owned()].into()), ..Session::default() };
    let mut factory: Box<dyn ProviderFactory> =
        Box::new(simulator.factory(session).map_err(|error| text(&error))?);
    if kept == Kept::InTheWorldAndTheLog {
        let log = CallLog::open(&folder.join("calls.log")).map_err(|error| text(&error))?;
        let (log, replay) = (Arc::new(log), Arc::new(Replay::default()));
        let recorder = Recorder { log, unit: "unit".to_owned(), replay };
        factory = Box::new(RecordedFactory { inner: factory, recorder });
    }
    let provider = factory.connect();
    let schema = provider.schema().await.map_err(|error| text(&error))?.schema;
    let config = object(&schema.provider.ty(), &[("region", "eu-west-1")])?;
    let request = ConfigureRequest { config: Some(config), ..ConfigureRequest::default() };
    provider.configure(request).await.map_err(|error| text(&error))?;
    let ty = schema.resources.get(TYPE).ok_or("the simulator lacks the type")?.ty();
    let since = Instant::now();
    let tasks: Vec<_> = (0..AT_ONCE)
        .map(|task| {
            let (provider, ty) = (Arc::clone(&provider), ty.clone());
            tokio::spawn(async move {
                for number in (task..count).step_by(AT_ONCE) {
                    create_one(provider.as_ref(), &ty, number).await?;
                }
                Ok::<_, String>(())
            })
        })
        .collect();
    for task in tasks {
        task.await.map_err(|error| text(&error))??;
    }
    Ok(since.elapsed())
}

async fn create_one(provider: &dyn Provider, ty: &Type, number: usize) -> Outcome {
    let name = format!("/bench/{number}");
    let config = object(ty, &[("name", &name), ("type", "String"), ("value", "x")])?;
    let planned = provider.plan(PlanRequest {
        type_name: TYPE.to_owned(),
        proposed_new_state: Some(config.clone()),
        config: Some(config.clone()),
        ..PlanRequest::default()
    });
    let planned_state = planned.await.map_err(|error| error.to_string())?.planned_state;
    let made = provider.apply(ApplyRequest {
        type_name: TYPE.to_owned(),
        planned_state,
        config: Some(config),
        ..ApplyRequest::default()
    });
    let made = made.await.map_err(|error| error.to_string())?;
    made.diagnostics.first().map_or(Ok(()), |fault| Err(fault.summary.clone()))
}

/// Returns an object of a type with some texts set, and nothing else.
fn object(ty: &Type, texts: &[(&str, &str)]) -> Outcome<DynamicValue> {
    let Type::Object(object) = ty else { return Err("a schema is of an object".to_owned()) };
    let is_block = |element: &Type| matches!(element, Type::Object(_));
    let value = |name: &str, ty: &Type| match (texts.iter().find(|(known, _)| *known == name), ty) {
        (Some((_, text)), _) => Value::string(*text),
        (None, Type::List(element)) if is_block(element) => Value::list((**element).clone(), []),
        (None, Type::Set(element)) if is_block(element) => Value::set((**element).clone(), []),
        (None, ty) => Value::null(ty.clone()),
    };
    let entries = object.attributes.iter().map(|(name, ty)| (name.clone(), value(name, ty)));
    DynamicValue::of(&Value::object(entries.collect::<Vec<_>>()), ty)
        .map_err(|error| error.to_string())
}
