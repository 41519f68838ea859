//! What is destroyed, and what refuses to be.

use super::{apply, files, no_lock_is_left, rewrite, says, value};
use crate::landform::{Answer, Landform, engine_or_skip};

fn destroy(landform: &Landform, more: &[&str]) -> Answer {
    landform.run(&[&["destroy", "live"], more].concat())
}

#[test]
fn what_is_needed_stays_until_what_needs_it_is_gone() {
    let Some(_) = engine_or_skip("the destroy of units") else { return };
    let landform = files();
    apply(&landform, &["--yes"]).expect(0);
    says(&destroy(&landform, &[]).expect(64), &["nobody is there to confirm"]);
    let answer = destroy(&landform, &["--yes", "--filter", "a"]).expect(64);
    says(&answer, &["units that exist need what is to go: `b`"]);
    assert!(value(&landform, "a").is_some());
    destroy(&landform, &["--yes", "--filter", "b"]).expect(0);
    assert_eq!((value(&landform, "a").is_some(), value(&landform, "b")), (true, None));
    let answer = destroy(&landform, &["--yes"]).expect(0);
    says(&answer, &["unit a: 1 resources", "0 resources in the states of 1 units"]);
    assert_eq!(value(&landform, "a"), None);
    no_lock_is_left(&landform);
}

#[test]
fn protected_things_go_only_with_the_sentence() {
    let Some(_) = engine_or_skip("the destroy of protected things") else { return };
    let landform = files();
    let module = std::fs::read_to_string(landform.at("live/modules/thing/main.tf")).unwrap();
    let guarded = module.replace(
        "  triggers_replace",
        "  lifecycle {\n    prevent_destroy = true\n  }\n  triggers_replace",
    );
    rewrite(&landform, "live/modules/thing/main.tf", &guarded);
    apply(&landform, &["--yes"]).expect(0);
    let answer = destroy(&landform, &["--yes"]).expect(1);
    says(
        &answer,
        &[
            "2 things are protected; nothing was changed",
            "a: terraform_data.this (`prevent_destroy` in the module)",
            "--protected \"destroy what is protected\"",
        ],
    );
    assert!(value(&landform, "b").is_some());
    destroy(&landform, &["--yes", "--protected", "destroy what is protected"]).expect(0);
    assert_eq!((value(&landform, "a"), value(&landform, "b")), (None, None));
}

#[test]
fn protection_of_a_provider_is_turned_off_before() {
    let Some(_) = engine_or_skip("the destroy of a protected database") else { return };
    let module = "variable \"protect\" {\n  type = bool\n}\nprovider \"aws\" {\n  region = \"eu-west-1\"\n}\nresource \"aws_dynamodb_table\" \"this\" {\n  name = \"t\"\n  billing_mode = \"PAY_PER_REQUEST\"\n  hash_key = \"k\"\n  deletion_protection_enabled = var.protect\n  attribute {\n    name = \"k\"\n    type = \"S\"\n  }\n}\n";
    let landform = Landform::new().file("live/modules/table/main.tf", module).file(
        "live/prod/table/terragrunt.hcl",
        "terraform {\n  source = \"../../modules//table\"\n}\ninputs = {\n  protect = true\n}\n",
    );
    let simulated = ["--cloud", "simulated", "--yes"];
    apply(&landform, &simulated).expect(0);
    let named = [&simulated[..], &["--confirm-account", "prod"]].concat();
    let answer = destroy(&landform, &named).expect(1);
    says(&answer, &["aws_dynamodb_table.this (`deletion_protection_enabled = true`)"]);
    let sentence = ["--protected", "destroy what is protected"];
    let answer = destroy(&landform, &[&simulated[..], &sentence].concat()).expect(64);
    says(&answer, &["account `prod` has production, and nobody is there to confirm its name"]);
    let answer = destroy(&landform, &[&named[..], &sentence].concat()).expect(0);
    says(&answer, &["0 resources in the states of 1 units"]);
}
