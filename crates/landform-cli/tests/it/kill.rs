//! An apply that is killed at any moment and then goes on: nothing is lost, nothing is doubled, no lock stays.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landform_testkit::{Killing, Reach, moments};

use crate::landform::engine_or_skip;

/// How often the apply is killed; `cargo xtask bench kill` does it more often.
const POINTS: u32 = 8;

fn killing(folder: &Path) -> Killing {
    let killing = Killing {
        binary: PathBuf::from(env!("CARGO_BIN_EXE_landform")),
        folder: folder.to_owned(),
        env: BTreeMap::new(),
        moto: None,
    };
    killing.prepare().unwrap();
    killing
}

#[test]
fn an_apply_that_is_killed_at_any_moment_goes_on_and_loses_nothing() {
    let Some(_) = engine_or_skip("an_apply_that_is_killed_at_any_moment") else { return };
    let folder = tempfile::tempdir().unwrap();
    let killing = killing(folder.path());
    let whole = killing.undisturbed().unwrap();
    let mut killed = 0;
    let mut halfway = 0;
    for (index, moment) in moments(whole, POINTS, 1).into_iter().enumerate() {
        // The keeper lives on after every other kill.
        let reach = if index % 2 == 0 { Reach::Everything } else { Reach::AllButTheKeeper };
        let outcome = killing.kill_after(moment, reach).unwrap();
        assert_eq!(outcome.faults, Vec::<String>::new(), "{moment:?} {reach:?}");
        killed += u32::from(outcome.was_killed);
        halfway += u32::from((1..Killing::OBJECTS).contains(&outcome.before.0));
    }
    assert!(killed >= POINTS / 2, "{killed} of {POINTS} were killed");
    assert!(halfway > 0, "no kill was in the middle");
    assert_eq!(killing.destroy().unwrap(), Vec::<String>::new());
}

#[test]
fn an_engine_that_is_killed_loses_nothing_and_its_run_must_go_on() {
    let Some(_) = engine_or_skip("an_engine_that_is_killed_loses_nothing") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (said, faults) = killing(folder.path()).kill_engines().unwrap();
    assert_eq!(faults, Vec::<String>::new(), "{said}");
}
