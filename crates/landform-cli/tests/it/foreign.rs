//! Live repos as people write them: shapes and faults that generated ones do not have.

use serde_json::Value as Json;

use crate::landform::{Landform, engine_or_skip};

const PROVIDER: &str = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n";

/// Returns a module with one topic.
fn topic(name: &str) -> String {
    format!(
        "{PROVIDER}resource \"aws_sns_topic\" \"this\" {{\n  name = \"{name}\"\n}}\noutput \"name\" {{\n  value = aws_sns_topic.this.name\n}}\n"
    )
}

/// Returns a dependency on the unit at a relative path.
fn needs(path: &str) -> String {
    format!(
        "dependency \"it\" {{\n  config_path = \"{path}\"\n}}\ninputs = {{\n  it = dependency.it.outputs.name\n}}\n"
    )
}

fn report(landform: &Landform) -> Json {
    serde_json::from_slice(&std::fs::read(landform.at("new/folder/report.json")).unwrap()).unwrap()
}

const REPORT: [&str; 2] = ["--report", "new/folder/report.json"];

#[test]
fn units_above_and_below_each_other_do_not_disturb_each_other() {
    let Some(_) = engine_or_skip("the rehearsal of nested units") else { return };
    let landform = Landform::new()
        .file("live/terragrunt.hcl", &needs("./app"))
        .file("live/main.tf", &topic("root"))
        .file("live/app/terragrunt.hcl", &needs("./db"))
        .file("live/app/main.tf", &topic("app"))
        .file("live/app/db/terragrunt.hcl", "")
        .file("live/app/db/main.tf", &topic("db"));
    let [flag, file] = REPORT;
    landform.run(&["rehearse", "live", flag, file]).expect(0);
    assert_eq!(report(&landform)["resources_created"], 3);
    landform.run(&["rehearse", "live", "--keep"]).expect(0);
    let planned = landform.run(&["plan", "--detailed-exitcode"]).expect(0);
    assert!(planned.stderr.contains("0 changes in 0 of 3 units"), "{}", planned.stderr);
    let shown = landform.run(&["show"]).expect(0).stdout;
    for unit in [".\n", "app\n", "app/db\n"] {
        assert!(shown.contains(unit), "{shown}");
    }
    insta::assert_snapshot!(landform.run(&["show", "--unit", "nowhere"]).expect(3).stderr, @r#"
    error: no unit of the kept rehearsal has `nowhere` in its path
    hint: `landform show` without --unit lists all of them
    "#);
}

#[test]
fn what_is_excluded_is_said_and_what_needs_it_says_why() {
    let Some(_) = engine_or_skip("the rehearsal with excluded units") else { return };
    let exclude = "exclude {\n  if      = true\n  actions = [\"all\"]\n}\n";
    let landform = Landform::new()
        .file("away/terragrunt.hcl", "")
        .file("live/off/terragrunt.hcl", exclude)
        .file("live/off/main.tf", &topic("off"))
        .file("live/on/terragrunt.hcl", "")
        .file("live/on/main.tf", &topic("on"))
        .file("live/one/terragrunt.hcl", &needs("../off"))
        .file("live/one/main.tf", &topic("one"))
        .file("live/two/terragrunt.hcl", &needs("../../away"))
        .file("live/two/main.tf", &topic("two"));
    let said = landform.run(&["rehearse", "live"]).expect(1).stderr;
    for part in [
        "excluded off (by its `exclude` block)",
        "in 3 units",
        "needs the outputs of `off`, whose `exclude` block keeps it out",
        "needs the outputs of `../away`, which is not part of this live repo",
        "hint: rehearse the folder that holds both",
        "; 0 left;",
    ] {
        assert!(said.contains(part), "{part}:\n{said}");
    }
}

#[test]
fn an_estate_is_not_kept_among_the_units() {
    let landform = Landform::new().file("live/u/terragrunt.hcl", "").file("live/u/main.tf", "");
    let refused = landform.run(&["rehearse", "live", "--keep=live/kept"]).expect(64).stderr;
    insta::assert_snapshot!(refused, @r#"
    error: `[folder]/live/kept` is inside the live repo that is rehearsed
    hint: name a folder outside of it with --keep=FOLDER, or give --keep alone
    "#);
    let folder = landform.run(&["rehearse", "live", "--html", "live"]).expect(64).stderr;
    insta::assert_snapshot!(folder, @r#"
    error: `[folder]/live` is a folder, not a file to write
    hint: name a file in it
    "#);
}

#[test]
fn what_a_unit_adds_to_its_module_counts() {
    let Some(_) = engine_or_skip("the rehearsal of units with files of their own") else { return };
    let generated = "variable \"generated\" {}\ndata \"aws_caller_identity\" \"me\" {}\n";
    let unit = format!(
        "terraform {{\n  source = \"../m\"\n}}\ngenerate \"more\" {{\n  path      = \"more.tf\"\n  if_exists = \"overwrite\"\n  contents  = <<EOT\n{PROVIDER}{generated}EOT\n}}\ninputs = {{\n  generated = 1\n  own       = 2\n}}\n"
    );
    let own = "variable \"own\" {}\nresource \"aws_sqs_queue\" \"own\" {\n  name = \"own-${var.own}-${var.generated}\"\n}\n";
    let landform = Landform::new()
        .file(
            "live/m/main.tf",
            "resource \"aws_vpc\" \"this\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n",
        )
        .file("live/u/terragrunt.hcl", &unit)
        .file("live/u/own.tf", own);
    let [flag, file] = REPORT;
    landform.run(&["rehearse", "live", flag, file]).expect(0);
    assert_eq!(report(&landform)["resources_created"], 2);
}

#[test]
fn nothing_of_a_module_runs_and_everything_comes_down() {
    let Some(_) = engine_or_skip("the rehearsal of provisioners and guards") else { return };
    let landform = Landform::new();
    let trace = landform.at("trace");
    let child = format!(
        "resource \"aws_vpc\" \"this\" {{\n  cidr_block = \"10.0.0.0/16\"\n  lifecycle {{\n    prevent_destroy = true\n  }}\n  provisioner \"local-exec\" {{\n    command = \"touch {0}\"\n  }}\n  provisioner \"local-exec\" {{\n    when    = destroy\n    command = \"touch {0}\"\n  }}\n}}\n",
        trace.display()
    );
    let landform = landform
        .file("live/u/terragrunt.hcl", "")
        .file(
            "live/u/main.tf",
            &format!("{PROVIDER}module \"child\" {{\n  source = \"./child\"\n}}\n"),
        )
        .file("live/u/child/main.tf", &child);
    let [flag, file] = REPORT;
    let said = landform.run(&["rehearse", "live", flag, file]).expect(0).stderr;
    assert!(said.contains("warning: the provisioners of aws_vpc.this in u were not run"), "{said}");
    assert_eq!(report(&landform)["resources_left"], 0);
    assert!(!trace.exists());
}

#[test]
fn a_unit_without_a_source_reaches_modules_from_where_it_is() {
    let Some(_) = engine_or_skip("the rehearsal of units without a source") else { return };
    let main = format!("{PROVIDER}module \"m\" {{\n  source = \"../../modules/m\"\n}}\n");
    let topic = "resource \"aws_sns_topic\" \"this\" {\n  name = \"t\"\n}\n";
    let landform = Landform::new()
        .file("live/modules/m/main.tf", topic)
        .file("live/a/u/terragrunt.hcl", "")
        .file("live/a/u/main.tf", &main);
    let [flag, file] = REPORT;
    landform.run(&["rehearse", "live", flag, file]).expect(0);
    assert_eq!(report(&landform)["resources_created"], 1);
}

#[test]
fn a_generated_file_meets_what_is_there_as_the_block_says() {
    let Some(_) = engine_or_skip("the rehearsal of generated files") else { return };
    let landform = ["overwrite", "overwrite_terragrunt", "skip", "error"].iter().fold(
        Landform::new(),
        |landform, choice| {
            let block = format!(
                "generate \"it\" {{\n  path      = \"main.tf\"\n  if_exists = \"{choice}\"\n  contents  = \"\"\n}}\n"
            );
            landform
                .file(&format!("live/{choice}/terragrunt.hcl"), &block)
                .file(&format!("live/{choice}/main.tf"), &topic(choice))
        },
    );
    let [flag, file] = REPORT;
    landform.run(&["rehearse", "live", flag, file]).expect(1);
    let report = report(&landform);
    let units = report["units"].as_array().unwrap().iter();
    let outcome: Vec<(&str, u64, Option<&str>)> = units
        .map(|unit| {
            let error = unit["error"].as_str().and_then(|text| text.lines().next());
            (unit["path"].as_str().unwrap(), unit["resources"].as_u64().unwrap(), error)
        })
        .collect();
    let refused = "`generate` `it` would replace `main.tf`, which the module has of its own";
    assert_eq!(
        outcome,
        [
            ("error", 0, Some(refused)),
            ("overwrite", 0, None),
            ("overwrite_terragrunt", 0, Some(refused)),
            ("skip", 1, None),
        ]
    );
}

#[test]
fn hooks_are_read_but_not_run_in_a_rehearsal() {
    let Some(_) = engine_or_skip("the rehearsal of a unit with hooks") else { return };
    let hook = "terraform {\n  before_hook \"mark\" {\n    commands = [\"apply\"]\n    execute  = [\"touch\", \"ran\"]\n  }\n}\n";
    let landform = Landform::new()
        .file("live/root.hcl", hook)
        .file("live/app/terragrunt.hcl", "include \"root\" {\n  path = \"../root.hcl\"\n}\n")
        .file("live/app/main.tf", &topic("app"));
    landform.run(&["list", "live"]).expect(0);
    let run = landform.run(&["rehearse", "live"]).expect(0);
    assert!(run.stderr.contains("the before_hook `mark` is not run"), "{}", run.stderr);
    assert!(run.stderr.contains("root.hcl:2:3"), "{}", run.stderr);
    assert!(!landform.at("live/app/ran").exists(), "it ran");
}
