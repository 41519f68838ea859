//! What a journal tells of a run: which units are done, and what was left behind.

use std::collections::{BTreeMap, BTreeSet};

use crate::journal::{Record, Started};

/// What is known of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// What it is about; absent if not even that was written.
    pub started: Option<Started>,
    /// What became of each unit that was begun.
    pub units: BTreeMap<String, UnitHistory>,
    /// How it ended; absent if it was cut short.
    pub finished: Option<bool>,
}

/// What became of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitHistory {
    /// How far it came.
    pub step: Step,
    /// The IDs of locks that were taken, or were to be taken, and not given back.
    pub locks: BTreeSet<String>,
    /// Whether changes have begun at any time.
    pub touched: bool,
}

/// How far a unit came.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Nothing was changed.
    #[default]
    Begun,
    /// Changes were being made.
    Applying,
    /// Changes were made; nothing is left but to give the lock back.
    Applied,
    /// Nothing is left to do.
    Done,
    /// It failed.
    Failed(String),
}

/// Why a journal cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the journal is damaged: {fault}")]
pub struct DamagedJournal {
    /// The line.
    pub line: usize,
    /// The fault.
    pub fault: serde_json::Error,
}

impl History {
    /// Reads a journal. A line that was cut off by the end of a run says nothing and does no harm.
    ///
    /// # Errors
    /// Names a line that is damaged in another way.
    pub fn read(text: &[u8]) -> Result<Self, DamagedJournal> {
        let mut history = Self::default();
        let mut torn: Option<DamagedJournal> = None;
        for (at, line) in text.split(|byte| *byte == b'\n').enumerate() {
            if line.is_empty() {
                continue;
            }
            match serde_json::from_slice(line) {
                Ok(record) => {
                    let goes_on = matches!(record, Record::Resumed { .. });
                    match torn.take() {
                        Some(fault) if !goes_on => return Err(fault),
                        Some(_) | None => history.take(record),
                    }
                }
                Err(fault) => {
                    if let Some(first) = torn.replace(DamagedJournal { line: at + 1, fault }) {
                        return Err(first);
                    }
                }
            }
        }
        Ok(history)
    }

    /// Returns the units that are done.
    pub fn done(&self) -> BTreeSet<&str> {
        let done = self.units.iter().filter(|(_, one)| one.step == Step::Done);
        done.map(|(unit, _)| unit.as_str()).collect()
    }

    /// Returns the locks that may be left, by unit.
    pub fn locks(&self) -> impl Iterator<Item = (&str, &str)> {
        let units = self.units.iter();
        units.flat_map(|(unit, one)| one.locks.iter().map(|lock| (unit.as_str(), lock.as_str())))
    }

    /// Tells whether the run was cut short.
    pub fn is_unfinished(&self) -> bool {
        self.started.is_some() && self.finished.is_none()
    }

    fn unit(&mut self, unit: String) -> &mut UnitHistory {
        self.units.entry(unit).or_default()
    }

    fn take(&mut self, record: Record) {
        match record {
            Record::Started(started) => self.started = Some(started),
            Record::Resumed { .. } => self.finished = None,
            Record::LockIntended { unit, lock } | Record::Locked { unit, lock } => {
                let one = self.unit(unit);
                one.locks.insert(lock);
                one.step = Step::Begun;
            }
            Record::Planned { .. } | Record::StateSaved { .. } => {}
            Record::Applying { unit } => {
                let one = self.unit(unit);
                (one.step, one.touched) = (Step::Applying, true);
            }
            Record::Applied { unit, .. } => self.unit(unit).step = Step::Applied,
            Record::Released { unit, lock } => {
                self.unit(unit).locks.remove(&lock);
            }
            Record::Done { unit } => self.unit(unit).step = Step::Done,
            Record::Failed { unit, message } => self.unit(unit).step = Step::Failed(message),
            Record::Finished { success } => self.finished = Some(success),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use landform_world::{MemoryWorld, World};

    use super::*;
    use crate::journal::{Journal, Operation};

    fn started() -> Record {
        Record::Started(Started {
            run: "1".to_owned(),
            operation: Operation::Apply,
            live_repo: "live".to_owned(),
            cloud: "aws".to_owned(),
            plan: "abc".to_owned(),
            engine: "OpenTofu 1.10.0".to_owned(),
            units: vec!["a".to_owned(), "b".to_owned()],
            lifts_guards: false,
        })
    }

    fn records() -> Vec<Record> {
        let (a, b) = (|| "a".to_owned(), || "b".to_owned());
        vec![
            started(),
            Record::LockIntended { unit: a(), lock: "1".to_owned() },
            Record::Locked { unit: a(), lock: "1".to_owned() },
            Record::Planned { unit: a(), changes: 2 },
            Record::Applying { unit: a() },
            Record::Applied { unit: a(), lineage: "l".to_owned(), serial: 3 },
            Record::Released { unit: a(), lock: "1".to_owned() },
            Record::Done { unit: a() },
            Record::LockIntended { unit: b(), lock: "2".to_owned() },
            Record::Applying { unit: b() },
        ]
    }

    fn written(records: &[Record]) -> (MemoryWorld, Vec<u8>) {
        let world = MemoryWorld::default();
        let journal = Journal::open(&world, "/run/journal.jsonl").unwrap();
        records.iter().for_each(|record| journal.write(record).unwrap());
        let text = world.read(Path::new("/run/journal.jsonl")).unwrap();
        (world, text)
    }

    #[test]
    fn tells_what_is_done_and_what_was_left() {
        let history = History::read(&written(&records()).1).unwrap();
        assert_eq!(history.done(), ["a"].into());
        assert_eq!(history.locks().collect::<Vec<_>>(), [("b", "2")]);
        assert!(history.is_unfinished() && history.units["b"].touched);
        assert_eq!(history.units["b"].step, Step::Applying);
    }

    #[test]
    fn every_cut_can_be_read_and_gone_on_from() {
        let (_, text) = written(&records());
        for length in 0..text.len() {
            let cut = &text[..length];
            let history = History::read(cut).unwrap();
            let world = MemoryWorld::new([("/j", cut.to_vec())]);
            let journal = Journal::open(&world, "/j").unwrap();
            journal.write(&Record::Resumed { at: "now".to_owned() }).unwrap();
            journal.write(&Record::Done { unit: "z".to_owned() }).unwrap();
            let again = History::read(&world.read(Path::new("/j")).unwrap()).unwrap();
            // A line that lacked its end alone counts.
            let done: BTreeSet<&str> = again.done();
            assert!(done.contains("z") && history.done().is_subset(&done), "{length}");
            assert!(again.locks().count() >= history.locks().count(), "{length}");
        }
    }

    #[test]
    fn damage_in_the_middle_is_named() {
        let (_, text) = written(&records());
        let text = String::from_utf8(text).unwrap().replacen("\"locked\"", "\"lock", 1);
        let error = History::read(text.as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("line 3 of the journal is damaged: "), "{error}");
    }

    #[test]
    fn a_run_that_ended_in_order_is_not_unfinished() {
        for success in [true, false] {
            let mut all = records();
            all.push(Record::Finished { success });
            assert!(!History::read(&written(&all).1).unwrap().is_unfinished());
            all.push(Record::Resumed { at: "later".to_owned() });
            assert!(History::read(&written(&all).1).unwrap().is_unfinished());
        }
        assert!(!History::default().is_unfinished());
    }
}
