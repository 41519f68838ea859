//! Runs that are stopped or killed, given up or gone on with.

use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::{apply, files, no_lock_is_left, says, unit, value};
use crate::landform::{Landform, engine_or_skip};

/// A live repo in which `a` takes until `go` to be applied.
fn slow() -> Landform {
    let landform = files();
    // The file stands outside the working copies: those are emptied and made anew at any moment.
    let command = format!(
        "touch begun; while [ ! -e '{}' ]; do sleep 0.05; done",
        landform.at("go").display()
    );
    let module = format!(
        "variable \"value\" {{\n  type = string\n}}\nresource \"terraform_data\" \"this\" {{\n  input = var.value\n  provisioner \"local-exec\" {{\n    command = \"{command}\"\n  }}\n}}\noutput \"value\" {{\n  value = terraform_data.this.output\n}}\n"
    );
    let a = unit("", "value = \"one\"").replace("thing", "slow");
    landform.file("live/modules/slow/main.tf", &module).file("live/a/terragrunt.hcl", &a)
}

/// Lets the apply of `a` end, now and whenever it is applied again.
fn go(landform: &Landform) {
    std::fs::write(landform.at("go"), "").unwrap();
}

/// Waits until the engine of `a` is in the middle of its apply; returns its working copy.
fn wait_until_midway(landform: &Landform, child: &mut Child) -> PathBuf {
    let since = Instant::now();
    loop {
        let runs = landform.at("home/live").read_dir().into_iter().flatten().flatten();
        let runs =
            runs.filter_map(|one| one.path().join("runs").read_dir().ok()).flatten().flatten();
        let found =
            runs.map(|run| run.path().join("work/a/.own")).find(|one| one.join("begun").exists());
        if let Some(folder) = found {
            return folder;
        }
        assert!(since.elapsed() < Duration::from_secs(60), "the apply never came that far");
        assert!(child.try_wait().unwrap().is_none(), "the apply ended too soon");
        std::thread::yield_now();
    }
}

fn signal(name: &str, child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
}

#[test]
fn after_ctrl_c_engines_end_what_they_have_begun_and_the_rest_can_be_resumed() {
    let Some(_) = engine_or_skip("the interruption of an apply") else { return };
    let landform = slow();
    let mut child = landform.spawn(&["apply", "live", "--yes"]);
    wait_until_midway(&landform, &mut child);
    signal("-INT", &child);
    go(&landform);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    no_lock_is_left(&landform);
    assert_eq!(value(&landform, "b"), None);
    let answer = apply(&landform, &["--yes"]).expect(1);
    says(
        &answer,
        &["(apply) was cut short and is not finished", "`landform apply --resume` goes on"],
    );
    let answer = landform.run(&["destroy", "live", "--yes"]).expect(1);
    says(&answer, &["was cut short and is not finished"]);
    apply(&landform, &["--resume", "--yes"]).expect(0);
    assert!(value(&landform, "a").is_some());
    assert_eq!(value(&landform, "b").as_deref(), Some("b of one"));
    says(&apply(&landform, &["--yes"]).expect(0), &["Nothing is to be done"]);
    no_lock_is_left(&landform);
}

#[test]
fn a_killed_run_is_resumed_when_what_it_has_begun_has_ended() {
    let Some(_) = engine_or_skip("the kill of an apply") else { return };
    let landform = slow();
    let mut child = landform.spawn(&["apply", "live", "--yes"]);
    wait_until_midway(&landform, &mut child);
    child.kill().unwrap();
    child.wait().unwrap();
    let lock = landform.at("live/states/.a.tfstate.lock.info");
    let left = std::fs::read_to_string(&lock).unwrap();
    assert!(left.contains("landform apply, run "), "{left}");
    // The engine lives on, and has the runs until it has ended.
    go(&landform);
    apply(&landform, &["--resume", "--yes"]).expect(0);
    no_lock_is_left(&landform);
    assert!(value(&landform, "a").is_some());
    assert_eq!(value(&landform, "b").as_deref(), Some("b of one"));
    says(&apply(&landform, &["--yes"]).expect(0), &["Nothing is to be done"]);
}

#[test]
fn a_state_that_could_not_be_saved_is_saved_by_resume() {
    let Some(_) = engine_or_skip("the state that cannot be saved") else { return };
    let landform = slow();
    let mut child = landform.spawn(&["apply", "live", "--yes"]);
    let folder = wait_until_midway(&landform, &mut child);
    // Nothing can be written where the state belongs.
    let state = super::state_file(&landform, "a");
    let _ = std::fs::remove_file(&state);
    std::fs::create_dir_all(state.join("in the way")).unwrap();
    go(&landform);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(folder.join("errored.tfstate").exists());
    let answer = apply(&landform, &["--yes"]).expect(1);
    says(&answer, &["was cut short and is not finished"]);
    let answer = apply(&landform, &["--abandon"]).expect(1);
    says(&answer, &["has a state that is not saved", "`--resume` saves it"]);
    std::fs::remove_dir_all(&state).unwrap();
    // What was made is not made again: the provisioner would wait for ever.
    std::fs::remove_file(landform.at("go")).unwrap();
    apply(&landform, &["--resume", "--yes"]).expect(0);
    assert!(value(&landform, "a").is_some());
    assert_eq!(value(&landform, "b").as_deref(), Some("b of one"));
    no_lock_is_left(&landform);
}

#[test]
fn a_run_that_is_given_up_leaves_no_lock_and_lets_others_begin() {
    let Some(_) = engine_or_skip("giving a run up") else { return };
    let landform = slow();
    let mut child = landform.spawn(&["apply", "live", "--yes"]);
    wait_until_midway(&landform, &mut child);
    let answer = apply(&landform, &["--yes"]).expect(1);
    says(&answer, &["is being applied or destroyed by another process", "wait until it has ended"]);
    child.kill().unwrap();
    child.wait().unwrap();
    go(&landform);
    let lock = landform.at("live/states/.a.tfstate.lock.info");
    // Somebody has broken the lock and has one of their own: that is theirs.
    let other = r#"{"ID":"other","Who":"eve@desk"}"#;
    std::fs::write(&lock, other).unwrap();
    let answer = apply(&landform, &["--abandon"]).expect(0);
    says(&answer, &["of a stays", "`eve@desk`", "what it has changed stays"]);
    assert_eq!(std::fs::read_to_string(&lock).unwrap(), other);
    std::fs::remove_file(&lock).unwrap();
    let answer = apply(&landform, &["--yes"]).expect(0);
    says(&answer, &["1 units are done"]);
}
