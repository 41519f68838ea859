//! `landform plan`: what would change, in a live repo, in a kept rehearsal or on the first day.

mod answer;
mod run;
mod save;
mod subject;
mod view;

use std::path::PathBuf;

use landform_os::{OsWorld, keep_private};
use landform_world::OverlayWorld;

use self::answer::Answer;
use super::Outcome;
use super::apply::chosen;
use crate::cloud::{CloudKind, CloudOptions};
use crate::error::{CHANGES, CommandError, Kind};
use crate::private::PrivateFolder;
use crate::providers::ProviderKind;
use crate::settings::{EngineOptions, socket_folder};
use crate::ui::Ui;
use crate::{loading, signals};

pub(crate) use self::run::Run;
pub(crate) use self::subject::Subject;

/// Plan the whole estate at once: what would change
///
/// A live repo is planned against what exists, with the states where its units keep them and the real provider;
/// `--cloud` says where that is. A rehearsal that `landform rehearse --keep` has left is planned again with the company file
/// or live repo as it is now. A company file is planned as on the first day: nothing exists yet.
/// Values that other units make are unknown, never made up; the plan says which inputs wait for which outputs.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A live repo, a kept rehearsal or a company file [default: the rehearsal that was kept last]
    folder: Option<PathBuf>,
    /// Plan only units whose path fits, also a folder above them, with `*` for any text; or `account:NAME`, `region:NAME`, `module:NAME`
    #[arg(long, value_name = "FILTER")]
    filter: Vec<String>,
    /// Plan only units whose path contains this text
    #[arg(long, value_name = "TEXT", hide = true)]
    unit: Option<String>,
    /// Run an engine for each unit instead of one for the whole estate
    #[arg(long)]
    per_unit: bool,
    /// End with exit code 2 if there are changes
    #[arg(long)]
    detailed_exitcode: bool,
    /// Print the plan as JSON (docs/plan-json.md)
    #[arg(long)]
    json: bool,
    /// Save the plan for `landform apply --plan`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Accept ids of things that no unit makes, such as a network that was there before
    #[arg(long)]
    trust_references: bool,
    /// Who plans where nothing is real: beside `--cloud simulated`, in a kept rehearsal and on the first day of a company
    #[arg(long, value_enum, default_value_t)]
    provider: ProviderKind,
    #[command(flatten)]
    cloud: CloudOptions,
    #[command(flatten)]
    engine: EngineOptions,
}

impl Args {
    fn filters(&self) -> Vec<String> {
        let unit = self.unit.as_ref().map(|text| format!("*{text}*"));
        self.filter.iter().cloned().chain(unit).collect()
    }
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> Outcome {
    // Engines write states, which are nobody else's business.
    keep_private();
    let os = OsWorld::default();
    let short = socket_folder(&os);
    let private = PrivateFolder::create(&os, &short, "run")
        .map_err(|error| CommandError::file("create a private folder in", &short, &error))?;
    let subject = Subject::of(&os, args, private.path(), ui)?;
    if args.out.is_some() && !subject.is_live() {
        let message = "only the plan of a live repo can be saved: nothing else can be applied";
        return Err(CommandError::new(Kind::Usage, message).hint("name the folder of a live repo"));
    }
    let kind = args.cloud.cloud.unwrap_or_else(|| subject.default_cloud());
    if kind != CloudKind::Simulated && !subject.is_live() {
        let message = format!("only a live repo can be planned in `{}`", kind.name());
        return Err(CommandError::new(Kind::Usage, message)
            .hint("name the folder of a live repo, or leave `--cloud` out"));
    }
    let cloud = args.cloud.resolve(&os, kind)?;
    if cloud.is_real() && args.provider == ProviderKind::Hybrid {
        let message =
            format!("`--provider hybrid` does not go with `--cloud {}`", cloud.kind.name());
        return Err(CommandError::new(Kind::Usage, message)
            .hint("there the real provider plans anyway: leave `--provider` out"));
    }
    let world = OverlayWorld::new(&os, subject.account_ids(&os, &cloud)?);
    let estate = loading::estate(&world, subject.root(), ui)?;
    loading::warn_of_hooks(ui, &estate, &["init", "plan"]);
    let engine = landform_engine::find(&os, args.engine.engine.as_deref())?;
    let units = chosen(&estate, &args.filters())?;
    let cancel = signals::cancel_on_interrupt()?;
    let run = Run {
        world: &world,
        estate: &estate,
        engine: &engine,
        cloud: &cloud,
        subject: &subject,
        units: &units,
        folder: private.path(),
        trust_references: args.trust_references,
        provider: args.provider,
        jobs: args.per_unit.then(|| args.engine.jobs(&os)),
    };
    let planned = run.plan(ui, &cancel)?;
    if cancel.is_requested() {
        return Err(CommandError::new(Kind::Interrupted, "the plan was stopped before its end"));
    }
    if let Some(file) = &args.out {
        save::save(&run, &planned, file, ui)?;
    }
    let answer = Answer::of(&run, &planned);
    if args.json {
        ui.json(&answer);
    } else {
        view::show(ui, &answer);
    }
    conclude(args, &answer)
}

fn conclude(args: &Args, answer: &Answer) -> Outcome {
    let failed = answer.summary.units.failed;
    if failed > 0 {
        let message = format!("{failed} units could not be planned");
        return Err(CommandError::new(Kind::Failed, message));
    }
    Ok(if answer.has_changes() && args.detailed_exitcode { CHANGES } else { 0 })
}
