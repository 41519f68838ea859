//! What the scheduler promises: order, bounds, isolation of failures, a clean stop.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use landform_world::MemoryWorld;
use proptest::prelude::*;

use super::*;

fn graph(units: &[(&str, &[&str])]) -> Graph<String> {
    let edges = units.iter().flat_map(|(unit, needs)| {
        needs.iter().map(|need| ((*unit).to_owned(), (*need).to_owned()))
    });
    Graph::new(units.iter().map(|(unit, _)| (*unit).to_owned()), edges)
}

/// Fails the units whose name starts with `bad`, panics at `panic`, asks to stop after `stop`.
#[derive(Default)]
struct Script {
    log: Mutex<Vec<String>>,
    running: AtomicUsize,
    most: AtomicUsize,
}

impl Executor for Script {
    fn execute(&self, unit: &str, cancel: &Cancel) -> Result<Done, Failure> {
        let now = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        thread::yield_now();
        self.log.lock().unwrap().push(unit.to_owned());
        self.running.fetch_sub(1, Ordering::SeqCst);
        match unit {
            "stop" => cancel.request(),
            "panic" => panic!("on purpose"),
            _ => {}
        }
        if unit.starts_with("bad") {
            return Err(Failure { message: format!("{unit} broke") });
        }
        Ok(Done { changes: 1, ..Done::default() })
    }
}

fn check(edges: &[(&str, &[&str])], expected: &str) {
    let world = MemoryWorld::default();
    let events = Events::new(&world, |_| {});
    let summary =
        run(Phase::Apply, &graph(edges), 1, &Script::default(), &events, &Cancel::default());
    let shown: Vec<_> = summary
        .units
        .iter()
        .map(|(unit, result)| match &result.outcome {
            Outcome::Done(_) => format!("{unit}: done"),
            Outcome::Failed(failure) => format!("{unit}: {}", failure.message),
            Outcome::Skipped(Some(because)) => format!("{unit}: skipped for {because}"),
            Outcome::Skipped(None) => format!("{unit}: not reached"),
        })
        .collect();
    assert_eq!(shown.join("; "), expected);
}

#[test]
fn a_failure_stops_its_dependants_only() {
    check(
        &[("a", &[]), ("bad", &["a"]), ("c", &["bad"]), ("d", &["c"]), ("e", &["a"])],
        "a: done; bad: bad broke; c: skipped for bad; d: skipped for bad; e: done",
    );
}

#[test]
fn a_panic_is_a_failure_of_its_unit() {
    check(
        &[("panic", &[]), ("z", &[])],
        "panic: an internal fault ended the work on this unit; z: done",
    );
}

#[test]
fn after_a_wish_to_stop_nothing_new_starts() {
    check(
        &[("stop", &[]), ("t", &["stop"]), ("u", &["t"])],
        "stop: done; t: not reached; u: not reached",
    );
}

#[test]
fn a_cycle_is_not_reached_and_does_not_hang() {
    check(&[("a", &["b"]), ("b", &["a"]), ("c", &[])], "a: not reached; b: not reached; c: done");
}

#[test]
fn events_are_numbered_without_gaps() {
    let world = MemoryWorld::default();
    let seen = Mutex::new(Vec::new());
    let events = Events::new(&world, |event| seen.lock().unwrap().push(event.clone()));
    let units = graph(&[("a", &[]), ("bad", &[]), ("c", &["a", "bad"])]);
    run(Phase::Plan, &units, 2, &Script::default(), &events, &Cancel::default());
    drop(events);
    let seen = seen.into_inner().unwrap();
    assert!(seen.iter().map(|event| event.sequence).eq(1..=seen.len() as u64));
    assert_eq!(seen.len(), 1 + 2 + 2 + 1 + 1);
    assert!(matches!(
        seen.last().unwrap().event,
        RunEvent::PhaseFinished { succeeded: 1, failed: 1, skipped: 1, .. }
    ));
}

proptest! {
    #[test]
    fn every_unit_runs_once_after_its_prerequisites(
        edges in prop::collection::vec(prop::collection::vec(0usize..30, 0..4), 1..30),
        jobs in 1usize..5,
    ) {
        // An edge to an earlier unit only: no cycles.
        let name = |index: usize| format!("u{index:02}");
        let pairs = edges.iter().enumerate().flat_map(|(index, needs)| {
            needs.iter().filter(move |need| **need < index).map(move |need| (name(index), name(*need)))
        });
        let units = Graph::new((0..edges.len()).map(name), pairs);
        let world = MemoryWorld::default();
        let script = Script::default();
        let events = Events::new(&world, |_| {});
        let summary = run(Phase::Apply, &units, jobs, &script, &events, &Cancel::default());
        prop_assert!(summary.is_success());
        prop_assert!(script.most.load(Ordering::SeqCst) <= jobs);
        let log = script.log.into_inner().unwrap();
        prop_assert_eq!(log.len(), units.len());
        let place: BTreeMap<_, _> = log.iter().enumerate().map(|(at, unit)| (unit, at)).collect();
        for (unit, need) in units.edges() {
            prop_assert!(place[need] < place[unit]);
        }
    }
}
