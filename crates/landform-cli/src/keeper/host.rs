//! The process of the keeper: it answers until the run's process has ended, then ends what is under way.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::time::{Duration, Instant};

use landform_os::{OsWorld, keep_private, leave_session};
use landform_workbench::{Providers, Served, Wanted};

use super::protocol::{Answer, Ask, Played, Setup};
use crate::commands::Outcome;
use crate::error::{CommandError, Kind};
use crate::private::PrivateFolder;
use crate::providers::{CloudProviders, Purpose, Recording, SimulatedProviders};
use crate::settings::socket_folder;

/// How long changes that are under way may take when the run's process has ended.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// How long engines may take to hear what their last changes came to.
const FAREWELL: Duration = Duration::from_secs(10);

/// How often it is looked whether something is under way.
const PAUSE: Duration = Duration::from_millis(20);

/// Hold providers for a run; started by `apply` and `destroy` alone
#[derive(clap::Args)]
pub(crate) struct Args {}

/// What is being served, by number.
type Servings<'p> = BTreeMap<u64, Box<dyn Served + 'p>>;

pub(crate) fn run(_args: &Args) -> Outcome {
    keep_private();
    leave_session().map_err(|error| {
        CommandError::new(Kind::Usage, format!("cannot become a keeper: {error}"))
            .hint("`landform apply` starts its keeper by itself")
    })?;
    let mut questions = std::io::stdin().lock().lines();
    let Some(Ok(first)) = questions.next() else {
        return Err(CommandError::new(Kind::Usage, "nobody says what to keep")
            .hint("`landform apply` starts its keeper by itself"));
    };
    let setup = match serde_json::from_str(&first) {
        Ok(Ask::Start(setup)) => *setup,
        Ok(Ask::Serve { .. } | Ask::Remarks { .. } | Ask::End { .. } | Ask::Left) | Err(_) => {
            return Err(CommandError::new(
                Kind::Usage,
                "the keeper was asked before it was set up",
            ));
        }
    };
    let world = OsWorld::default();
    match Kept::create(&world, &setup) {
        Ok(kept) => {
            say(&Answer::Done);
            kept.serve(questions.map_while(Result::ok));
            Ok(0)
        }
        Err(error) => {
            say(&Answer::Fault { message: error.message.clone(), hints: error.hints.clone() });
            Err(error)
        }
    }
}

/// Answers. If nobody listens any more, the questions end too.
fn say(answer: &Answer) {
    let Ok(mut line) = serde_json::to_vec(answer) else { return };
    line.push(b'\n');
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(&line).and_then(|()| out.flush());
}

/// What is kept.
struct Kept {
    providers: Box<dyn Providers>,
    recording: Recording,
    /// Whether providers give what is there already when they are asked to create it again.
    is_idempotent: bool,
    _sockets: PrivateFolder,
}

impl Kept {
    fn create(world: &OsWorld, setup: &Setup) -> Result<Self, CommandError> {
        let short = socket_folder(world);
        let sockets = PrivateFolder::create(world, &short, "keeper")
            .map_err(|error| CommandError::file("create a private folder in", &short, &error))?;
        let recording = Recording::open(&setup.run)?;
        let folder = sockets.path().to_path_buf();
        let is_idempotent = matches!(setup.played, Played::Simulated { .. });
        let providers: Box<dyn Providers> = match &setup.played {
            Played::Simulated { world } => {
                let simulated = SimulatedProviders::new(folder, false).map_err(|error| {
                    let message = format!("cannot start the simulator: {error}");
                    CommandError::new(Kind::Failed, message)
                })?;
                Box::new(simulated.kept_in(world)?.recorded_by(recording.recorders()))
            }
            Played::Cloud { cloud, beside } => {
                let real = CloudProviders::new(cloud, folder, Purpose::Apply)?;
                Box::new(real.kept_in(beside)?.recorded_by(recording.recorders()))
            }
        };
        Ok(Self { providers, recording, is_idempotent, _sockets: sockets })
    }

    /// Answers all questions, then ends what is under way.
    fn serve(&self, questions: impl Iterator<Item = String>) {
        let mut servings = Servings::new();
        let mut next = 0;
        for question in questions {
            let answer = match serde_json::from_str(&question) {
                Ok(ask) => self.answer(ask, &mut servings, &mut next),
                Err(error) => fault(format!("the keeper does not understand: {error}")),
            };
            say(&answer);
        }
        self.recording.close();
        let since = Instant::now();
        while self.recording.under_way() > 0 && since.elapsed() < PATIENCE {
            std::thread::sleep(PAUSE);
        }
        // An engine that is still there may save what it hears now.
        let since = Instant::now();
        while self.recording.connections() > 0 && since.elapsed() < FAREWELL {
            std::thread::sleep(PAUSE);
        }
    }

    fn answer<'p>(&'p self, ask: Ask, servings: &mut Servings<'p>, next: &mut u64) -> Answer {
        match ask {
            Ask::Start(_) => fault("the keeper is set up already".to_owned()),
            Ask::Serve { unit, types, folder, existing, replay } => {
                let wanted = Wanted {
                    unit: &unit,
                    types: &types,
                    folder: &folder,
                    existing: &existing,
                    replay,
                };
                self.recording.begin(&wanted);
                match self.providers.serve(&wanted) {
                    Ok(served) => {
                        let (serving, env) = (*next, served.env());
                        *next += 1;
                        servings.insert(serving, served);
                        Answer::Served { serving, env }
                    }
                    Err(message) => fault(message),
                }
            }
            Ask::Remarks { unit, existing } => {
                Answer::Remarks(self.recording.remarks(&unit, &existing, self.is_idempotent))
            }
            Ask::End { serving } => {
                servings.remove(&serving);
                Answer::Done
            }
            Ask::Left => Answer::Left(self.providers.left()),
        }
    }
}

fn fault(message: String) -> Answer {
    Answer::Fault { message, hints: Vec::new() }
}
