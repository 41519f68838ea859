//! Providers that a keeper holds: what the run's process knows of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use landform_os::Companion;
use landform_workbench::{Left, Providers, Served, Wanted};
use landform_world::World;

use super::protocol::{Answer, Ask, Setup};
use crate::error::{CommandError, Kind};

/// The file in the run's folder for what the keeper complains of.
const COMPLAINTS: &str = "keeper.log";

/// Providers in the keeper's process. When this is dropped, the keeper ends, and everything is on the disk.
pub(crate) struct KeptProviders {
    keeper: Mutex<Companion>,
}

impl KeptProviders {
    /// Starts a keeper.
    pub(crate) fn start(world: &dyn World, setup: Setup) -> Result<Self, CommandError> {
        let failed = |error: std::io::Error| {
            CommandError::new(Kind::Failed, format!("cannot start the keeper of the run: {error}"))
        };
        let complaints = setup.run.join(COMPLAINTS);
        let keeper = Companion::start(&["keeper"], Path::new("/"), &world.variables(), &complaints)
            .map_err(failed)?;
        let kept = Self { keeper: Mutex::new(keeper) };
        match kept.ask(&Ask::Start(Box::new(setup))) {
            Ok(Answer::Fault { message, hints }) => {
                let error = CommandError::new(Kind::Failed, message);
                Err(hints.into_iter().fold(error, CommandError::hint))
            }
            Ok(_) => Ok(kept),
            Err(message) => {
                let hint = format!("`{}` may say why", complaints.display());
                Err(CommandError::new(Kind::Failed, message).hint(hint))
            }
        }
    }

    fn ask(&self, ask: &Ask) -> Result<Answer, String> {
        let ended = |error: &dyn std::fmt::Display| {
            format!(
                "the keeper of the run has ended: {error}\nhint: `landform apply --resume` goes on with another one"
            )
        };
        let line = serde_json::to_string(ask).map_err(|error| ended(&error))?;
        let mut keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = keeper.ask(&line).map_err(|error| ended(&error))?;
        serde_json::from_str(&answer).map_err(|error| ended(&error))
    }
}

/// The providers of one unit.
struct KeptServed<'p> {
    providers: &'p KeptProviders,
    unit: String,
    serving: u64,
    env: BTreeMap<String, String>,
}

impl Served for KeptServed<'_> {
    fn env(&self) -> BTreeMap<String, String> {
        self.env.clone()
    }

    fn remarks(&self, existing: &BTreeSet<(String, String)>) -> Vec<String> {
        let ask = Ask::Remarks { unit: self.unit.clone(), existing: existing.clone() };
        match self.providers.ask(&ask) {
            Ok(Answer::Remarks(remarks)) => remarks,
            Ok(_) => Vec::new(),
            Err(message) => vec![message],
        }
    }
}

impl Drop for KeptServed<'_> {
    fn drop(&mut self) {
        // A keeper that has ended serves nothing.
        let _ = self.providers.ask(&Ask::End { serving: self.serving });
    }
}

impl Providers for KeptProviders {
    fn serve(&self, wanted: &Wanted<'_>) -> Result<Box<dyn Served + '_>, String> {
        let ask = Ask::Serve {
            unit: wanted.unit.to_owned(),
            types: wanted.types.clone(),
            folder: wanted.folder.to_owned(),
            existing: wanted.existing.clone(),
            replay: wanted.replay,
        };
        match self.ask(&ask)? {
            Answer::Served { serving, env } => {
                let unit = wanted.unit.to_owned();
                Ok(Box::new(KeptServed { providers: self, unit, serving, env }))
            }
            Answer::Fault { message, .. } => Err(message),
            Answer::Done | Answer::Remarks(_) | Answer::Left(_) => {
                Err("the keeper of the run answers something else".to_owned())
            }
        }
    }

    fn left(&self) -> Vec<Left> {
        match self.ask(&Ask::Left) {
            Ok(Answer::Left(left)) => left,
            Ok(_) | Err(_) => Vec::new(),
        }
    }
}
