//! Recordings: what is changed through the providers of a run, noted in its folder, and used when the run goes on after it was cut short.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use landform_broker::{CallLog, Object, Recorder, Replay, Replayed, Uncertain, read_calls};
use landform_workbench::Wanted;

use super::Recorders;
use super::hybrid::said;
use crate::error::{CommandError, Kind};

/// The file in the run's folder.
const CALLS: &str = "calls.log";

/// The recording of one run.
#[derive(Clone)]
pub(crate) struct Recording {
    log: Arc<CallLog>,
    file: PathBuf,
    replays: Arc<Mutex<BTreeMap<String, Arc<Replay>>>>,
}

impl Recording {
    /// Opens the recording in the folder of a run.
    pub(crate) fn open(run: &Path) -> Result<Self, CommandError> {
        let file = run.join(CALLS);
        let log =
            CallLog::open(&file).map_err(|error| CommandError::new(Kind::Failed, said(&error)))?;
        Ok(Self { log: Arc::new(log), file, replays: Arc::default() })
    }

    /// Looks up what an earlier process of the run has done for a unit, if it goes on.
    pub(crate) fn begin(&self, wanted: &Wanted<'_>) {
        let replay = if wanted.replay {
            Replay::of(self.log.past(), wanted.unit, wanted.existing)
        } else {
            Replay::default()
        };
        self.replays().insert(wanted.unit.to_owned(), Arc::new(replay));
    }

    /// Returns what notes the changes of each unit that has begun.
    pub(crate) fn recorders(&self) -> Recorders {
        let recording = self.clone();
        Box::new(move |wanted| {
            Some(Recorder {
                log: Arc::clone(&recording.log),
                unit: wanted.unit.to_owned(),
                replay: recording.replays().entry(wanted.unit.to_owned()).or_default().clone(),
            })
        })
    }

    /// Says what a person should know of what was changed for a unit in this run, whose state now holds some objects.
    ///
    /// A change without an answer is nothing to worry about where the provider gives what is there already when it is asked again.
    pub(crate) fn remarks(
        &self,
        unit: &str,
        existing: &BTreeSet<(String, String)>,
        is_idempotent: bool,
    ) -> Vec<String> {
        // All calls of the run, also of this process.
        match read_calls(&self.file) {
            Ok(calls) => {
                in_words(&Replay::of(&calls, unit, existing).replayed(existing), is_idempotent)
            }
            Err(error) => vec![said(&error)],
        }
    }

    fn replays(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Replay>>> {
        self.replays.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets nothing new begin.
    pub(crate) fn close(&self) {
        self.log.close();
    }

    /// Returns how many changes are under way.
    pub(crate) fn under_way(&self) -> usize {
        self.log.under_way()
    }

    /// Returns how many engines' connections are open.
    pub(crate) fn connections(&self) -> usize {
        self.log.connections()
    }
}

fn in_words(replayed: &Replayed, is_idempotent: bool) -> Vec<String> {
    let unclaimed = replayed.unclaimed.iter().map(|Object { type_name, identity }| {
        format!("`{type_name}` `{identity}` was created in this run and is not in the unit's state")
    });
    let uncertain = replayed.uncertain.iter().filter(|_| !is_idempotent);
    let uncertain = uncertain.map(|Uncertain { type_name, kind, failure }| {
        let why = failure.as_deref().unwrap_or("everything was killed while it was under way");
        format!("nobody knows whether a {} of `{type_name}` was made: {why}", kind.name())
    });
    unclaimed.chain(uncertain).collect()
}

#[cfg(test)]
mod tests {
    use landform_broker::ChangeKind;

    use super::*;

    #[test]
    fn what_nobody_claims_and_what_nobody_knows_is_said() {
        let replayed = Replayed {
            claimed: vec![Object { type_name: "aws_vpc".to_owned(), identity: "vpc-1".to_owned() }],
            unclaimed: vec![Object {
                type_name: "aws_eip".to_owned(),
                identity: "eipalloc-1".to_owned(),
            }],
            uncertain: vec![Uncertain {
                type_name: "aws_lb".to_owned(),
                kind: ChangeKind::Create,
                failure: None,
            }],
        };
        let unclaimed =
            "`aws_eip` `eipalloc-1` was created in this run and is not in the unit's state";
        let uncertain = "nobody knows whether a create of `aws_lb` was made: everything was killed while it was under way";
        assert_eq!(in_words(&replayed, false), [unclaimed, uncertain]);
        assert_eq!(in_words(&replayed, true), [unclaimed]);
    }

    #[test]
    fn a_unit_has_the_same_past_for_all_of_its_providers() {
        let folder = tempfile::tempdir().unwrap();
        let recording = Recording::open(folder.path()).unwrap();
        let (types, existing) = (BTreeSet::new(), BTreeSet::new());
        let wanted = Wanted {
            unit: "a",
            types: &types,
            folder: folder.path(),
            existing: &existing,
            replay: true,
        };
        recording.begin(&wanted);
        let recorders = recording.recorders();
        let (one, other) = (recorders(&wanted).unwrap(), recorders(&wanted).unwrap());
        assert!(Arc::ptr_eq(&one.replay, &other.replay) && one.replay.is_empty());
        assert!(recording.remarks("a", &existing, false).is_empty());
        assert_eq!((recording.under_way(), recording.connections()), (0, 0));
        let error = Recording::open(folder.path()).err().unwrap();
        assert!(error.message.starts_with("another process uses"), "{}", error.message);
    }
}
