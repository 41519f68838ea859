//! The stitched plan says the same as an engine run for each unit.

use super::answer::Plan;
use super::two_accounts;
use crate::landform::{Landform, engine_or_skip, repository};

fn both(landform: &Landform, args: &[&str]) -> [Plan; 2] {
    let per_unit: Vec<&str> = args.iter().copied().chain(["--per-unit"]).collect();
    [landform.planned(args), landform.planned(&per_unit)]
}

#[test]
fn where_nothing_changed_or_an_edit_stays_in_its_unit() {
    let Some(_) = engine_or_skip("the agreement of plans") else { return };
    let landform = two_accounts();
    landform.applied(&[]);
    let [stitched, single] = both(&landform, &[]);
    stitched.agrees_with(&single);
    assert!(stitched.units().iter().all(|unit| stitched.actions(unit).is_empty()));
    let landform = landform
        .edit("live/modules/app/main.tf", "default = 20", "default = 30")
        .edit("live/prod/app/terragrunt.hcl", "hush-hush", "hush-again")
        .edit("live/prod/app/terragrunt.hcl", ", \"192.0.2.0/24\"]", "]");
    let [stitched, single] = both(&landform, &[]);
    stitched.agrees_with(&single);
    assert_eq!(stitched.actions("dev/app"), ["update aws_db_instance.this"]);
    assert_eq!(
        stitched.actions("prod/app"),
        ["update aws_db_instance.this", "update aws_security_group.this"]
    );
}

#[test]
fn where_an_edit_makes_outputs_unknown() {
    let Some(_) = engine_or_skip("the agreement of plans across units") else { return };
    let landform = two_accounts();
    landform.applied(&[]);
    let landform = landform.edit("live/modules/net/main.tf", "b = 1", "b = 1, c = 2");
    let before = landform.planned(&[]);
    assert_eq!(before.actions("prod/net"), ["create aws_subnet.this[\"c\"]", "output subnet_ids"]);
    assert_eq!(before.actions("prod/app"), ["update aws_db_subnet_group.this"]);
    assert_eq!(before.waits("prod/app", "subnet_ids"), ["prod/net: subnet_ids"]);
    landform.applied(&["--filter", "*/net"]);
    let [stitched, single] = both(&landform, &[]);
    stitched.agrees_with(&single);
    for unit in ["dev/app", "prod/app"] {
        before.agrees_in(unit, &single);
    }
    // What is known is known at once, across accounts.
    let landform = landform.edit("live/dev/net/terragrunt.hcl", "10.0.0.0/16", "10.8.0.0/16");
    let replaced = landform.planned(&[]);
    assert_eq!(replaced.waits("dev/app", "vpc_id"), ["dev/net: vpc_id"]);
    assert!(replaced.actions("dev/app").contains(&"replace aws_security_group.this".to_owned()));
    assert!(replaced.actions("prod/app").contains(&"update aws_security_group.this".to_owned()));
}

#[test]
fn where_half_of_the_estate_is_applied() {
    let Some(_) = engine_or_skip("the agreement of plans of half an estate") else { return };
    let landform = two_accounts();
    let first = landform.planned(&[]);
    landform.applied(&["--filter", "account:dev", "--filter", "prod/net"]);
    let [stitched, single] = both(&landform, &[]);
    stitched.agrees_with(&single);
    assert_eq!(
        stitched.actions("prod/app"),
        [
            "create aws_db_instance.this",
            "create aws_db_subnet_group.this",
            "create aws_security_group.this",
            "output endpoint",
        ]
    );
    // The first day said the same of it, with less known.
    first.agrees_in("prod/app", &single);
    assert_eq!(first.count("create"), 12);
    assert_eq!(first.waits("prod/app", "vpc_id"), ["prod/net: vpc_id"]);
    let alone = landform.run(&["plan", "live", "--cloud", "simulated", "--per-unit"]);
    assert_eq!(alone.code, Some(0), "{}", alone.stderr);
}

#[test]
fn on_an_edit_of_the_company_file_in_many_units() {
    let Some(_) = engine_or_skip("the comparison of both ways of planning") else { return };
    let landform = Landform::new();
    let company = std::fs::read_to_string(repository("examples/acme/landform.hcl")).unwrap();
    let landform = landform.file("acme/landform.hcl", &company);
    landform.run(&["rehearse", "acme", "--keep=kept"]).expect(0);
    let edited = company.replace("[\"platform@acme.example\"]", "[\"ops@acme.example\"]");
    assert_ne!(edited, company);
    let landform = landform.file("acme/landform.hcl", &edited);
    let args = ["plan", "kept", "--json", "--detailed-exitcode"];
    let stitched = Plan::read(&landform.run(&args).expect(2).stdout);
    let single =
        Plan::read(&landform.run(&["plan", "kept", "--json", "--per-unit"]).expect(0).stdout);
    stitched.agrees_with(&single);
    let changed = single.units().into_iter().filter(|unit| !single.actions(unit).is_empty());
    assert!(changed.count() >= 3);
}

#[test]
fn a_unit_that_needs_what_is_not_applied_has_no_plan_of_its_own() {
    let Some(_) = engine_or_skip("the plan unit by unit on the first day") else { return };
    let landform = two_accounts();
    let args = ["plan", "live", "--cloud", "simulated", "--per-unit", "--json"];
    let plan = Plan::read(&landform.run(&args).expect(1).stdout);
    assert_eq!(plan.status("dev/net"), "planned");
    assert!(
        plan.reason("dev/app")
            .contains("needs the outputs of `dev/net`, which has not been applied")
    );
}
