//! What is reviewed is what is applied.

use std::os::unix::fs::PermissionsExt;

use super::{DEPENDENCY, apply, files, no_lock_is_left, rewrite, says, unit, value};
use crate::landform::{Landform, copy, engine_or_skip, repository};

#[test]
fn a_live_repo_is_applied_planned_empty_and_destroyed() {
    let Some(_) = engine_or_skip("the cycle of apply and destroy") else { return };
    let landform = Landform::new();
    let from = repository("crates/landform-terragrunt/tests/fixtures/env-first");
    copy(&from, &landform.at("live"));
    let simulated = ["--cloud", "simulated"];
    let first = landform.run(&["apply", "live", "--cloud", "simulated", "--yes"]).expect(0);
    says(&first, &["applying 46 changes in 2 accounts", "8 units are done, with 46 changes."]);
    landform.run(&["plan", "live", "--cloud", "simulated", "--detailed-exitcode"]).expect(0);
    let second = landform.run(&["apply", "live", "--cloud", "simulated", "--yes"]).expect(0);
    says(&second, &["Nothing is to be done"]);
    let down = ["destroy", "live", "--yes", "--confirm-account", "prod"];
    let gone = landform.run(&[&down[..], &simulated].concat()).expect(0);
    says(&gone, &["0 resources in the states of 8 units"]);
    let again = landform.run(&[&down[..], &simulated].concat()).expect(0);
    says(&again, &["nothing of these units exists"]);
    // What providers have answered may hold secrets: it goes with the run.
    for run in landform.at("home/live").read_dir().unwrap().flatten() {
        for run in run.path().join("runs").read_dir().unwrap().flatten() {
            assert!(!run.path().join("calls.log").exists());
            let mode =
                |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o77;
            let journal = run.path().join("journal.jsonl");
            if journal.exists() {
                assert_eq!((mode(&journal), mode(&run.path())), (0, 0));
            }
        }
    }
}

#[test]
fn units_are_applied_for_real_each_with_its_own_state() {
    let Some(_) = engine_or_skip("the apply into files") else { return };
    let landform = files();
    apply(&landform, &["--yes"]).expect(0);
    assert_eq!(value(&landform, "a").as_deref(), Some("one"));
    assert_eq!(value(&landform, "b").as_deref(), Some("b of one"));
    rewrite(&landform, "live/a/terragrunt.hcl", &unit("", "value = \"two\""));
    let answer = apply(&landform, &["--yes", "--filter", "a"]).expect(0);
    says(&answer, &["applying 1 changes in 1 accounts"]);
    assert_eq!(value(&landform, "b").as_deref(), Some("b of one"));
    apply(&landform, &["--yes"]).expect(0);
    assert_eq!(value(&landform, "b").as_deref(), Some("b of two"));
    no_lock_is_left(&landform);
}

#[test]
fn a_saved_plan_is_applied_as_it_was_reviewed_or_not_at_all() {
    let Some(_) = engine_or_skip("the apply of a saved plan") else { return };
    let landform = files();
    landform.run(&["plan", "live", "--out", "plan.json"]).expect(0);
    apply(&landform, &["--plan", "plan.json"]).expect(0);
    assert_eq!(value(&landform, "b").as_deref(), Some("b of one"));

    rewrite(
        &landform,
        "live/a/terragrunt.hcl",
        &unit("", "value = \"two\"\n  secret = \"s3cret\""),
    );
    landform.run(&["plan", "live", "--out", "plan.json"]).expect(0);
    rewrite(
        &landform,
        "live/a/terragrunt.hcl",
        &unit("", "value = \"three\"\n  secret = \"0ther\""),
    );
    let answer = apply(&landform, &["--plan", "plan.json"]).expect(1);
    says(
        &answer,
        &[
            "its plan is not the one that was reviewed, so nothing was changed",
            "terraform_data.this input.value: reviewed `\"two\"`, now `\"three\"`",
            "reviewed `\"(sensitive value)\"`, now `\"(sensitive value)\"`",
            "b (needs a, which failed)",
            "1 units failed, 1 were not reached",
        ],
    );
    assert!(!answer.stderr.contains("s3cret") && !answer.stderr.contains("0ther"));
    assert_eq!(value(&landform, "a").as_deref(), Some("one"));
    no_lock_is_left(&landform);
}

#[test]
fn a_unit_that_nobody_could_review_is_left_unless_that_is_allowed() {
    let Some(_) = engine_or_skip("the apply of late units") else { return };
    let many = "variable \"keys\" {\n  type = set(string)\n}\nresource \"terraform_data\" \"many\" {\n  for_each = var.keys\n}\n";
    let late = unit(DEPENDENCY, "keys = [dependency.a.outputs.value]").replace("thing", "many");
    let landform =
        files().file("live/modules/many/main.tf", many).file("live/late/terragrunt.hcl", &late);
    let answer = apply(&landform, &["--yes"]).expect(1);
    says(
        &answer,
        &[
            "later late (planned when what it needs is applied)",
            "nobody has reviewed its 1 changes, so nothing was changed",
            "let such units be applied with --allow-late",
        ],
    );
    assert_eq!(value(&landform, "a").as_deref(), Some("one"));
    assert_eq!(value(&landform, "late"), None);

    let landform =
        files().file("live/modules/many/main.tf", many).file("live/late/terragrunt.hcl", &late);
    apply(&landform, &["--yes", "--allow-late"]).expect(0);
    assert!(value(&landform, "late").is_some());
}

#[test]
fn made_up_values_never_reach_a_real_apply() {
    let Some(_) = engine_or_skip("the apply with made-up values") else { return };
    let mocked = "dependency \"a\" {\n  config_path  = \"../a\"\n  skip_outputs = true\n  mock_outputs = { value = \"made up\" }\n}\n";
    let text = unit(mocked, "value = dependency.a.outputs.value");
    let landform = files().file("live/b/terragrunt.hcl", &text);
    let answer = apply(&landform, &["--yes"]).expect(1);
    says(&answer, &["the inputs `value` come from `mock_outputs`, which are made up"]);
    assert_eq!(value(&landform, "b"), None);
    // Where nothing is real, they may stand in.
    apply(&landform, &["--yes", "--cloud", "simulated"]).expect(0);
    assert_eq!(value(&landform, "b"), None);
}
