//! Rehearsals with a real, unmodified engine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::landform::{Landform, copy, engine_or_skip, repository};

fn report(landform: &Landform) -> Json {
    serde_json::from_slice(&std::fs::read(landform.at("report.json")).unwrap()).unwrap()
}

#[test]
fn the_example_company_is_applied_planned_again_and_taken_down() {
    let Some(_) = engine_or_skip("the rehearsal of the example company") else { return };
    let landform = Landform::new();
    let example = repository("examples/acme");
    let example = example.to_str().unwrap();
    let args = ["rehearse", example, "--report", "report.json", "--html", "estate.html"];
    landform.run(&args).expect(0);
    let report = report(&landform);
    assert_eq!(report["accounts"].as_object().unwrap().len(), 7);
    assert!(report["units"].as_array().unwrap().len() >= 100);
    assert!(
        report["resources_created"].as_u64().unwrap() >= 1500,
        "{}",
        report["resources_created"]
    );
    assert_eq!(report["second_plan_changes"], 0);
    assert_eq!(report["resources_left"], 0);
    for key in ["wall_seconds", "cpu_seconds", "peak_rss_bytes"] {
        assert!(report[key].as_f64().unwrap() > 0.0, "{key}");
    }
    for unit in report["units"].as_array().unwrap() {
        assert!(unit["resources"].as_u64().unwrap() > 0, "{unit}");
    }
    let page = std::fs::read_to_string(landform.at("estate.html")).unwrap();
    assert!(page.contains("<svg"));
    assert!(
        !landform.at("home/tmp").read_dir().unwrap().any(|_| true),
        "the private folder is gone"
    );
}

/// Servers without clusters, MySQL, two regions and IAM users; and a single small environment.
#[test]
fn the_other_examples_are_applied_planned_again_and_taken_down() {
    let Some(_) = engine_or_skip("the rehearsal of the other examples") else { return };
    for (name, accounts, units) in [("servers", 6, 130), ("small", 5, 70)] {
        let landform = Landform::new();
        let example = repository(&format!("examples/{name}"));
        landform.run(&["rehearse", example.to_str().unwrap(), "--report", "report.json"]).expect(0);
        let report = report(&landform);
        assert_eq!(report["accounts"].as_object().unwrap().len(), accounts, "{name}");
        assert!(report["units"].as_array().unwrap().len() >= units, "{name}");
        assert_eq!(report["second_plan_changes"], 0, "{name}");
        assert_eq!(report["resources_left"], 0, "{name}");
    }
}

/// A company that has come further than the first day: the file names networks, a peering and a zone that AWS made.
const CONNECTED: &str = r#"
company "hooli" {
  domain        = "hooli.example"
  region        = "us-east-1"
  account_email = "aws+{account}@hooli.example"
  repository    = "hooli/live"
  alert_emails  = ["ops@hooli.example"]
  samples       = false
}
network {
  connect           = "peering"
  management_vpc_id = "vpc-0123456789abcdef0"
}
environment "dev" {
  vpc_id          = "vpc-0123456789abcdef1"
  peering_id      = "pcx-0123456789abcdef1"
  private_zone_id = "Z0123456789ABCDEFGHI1"
}
secret "payment-key" { description = "key of the payment provider" }
service "api" {
  image   = "public.ecr.aws/nginx/nginx:1.27"
  secrets = { PAYMENT_KEY = "payment-key" }
}
"#;

#[test]
fn connected_networks_are_applied_planned_again_and_taken_down() {
    let Some(_) = engine_or_skip("the rehearsal of connected networks") else { return };
    let landform = Landform::new();
    std::fs::write(landform.at("landform.hcl"), CONNECTED).unwrap();
    landform.run(&["rehearse", "--trust-references", "--report", "report.json"]).expect(0);
    let report = report(&landform);
    assert_eq!(report["second_plan_changes"], 0);
    assert_eq!(report["resources_left"], 0);
    let units = report["units"].as_array().unwrap();
    for name in ["vpc-peering/dev", "dev/vpc-peering", "zone-authorization", "zone-association"] {
        let ends = |unit: &&Json| unit["path"].as_str().is_some_and(|path| path.ends_with(name));
        assert!(units.iter().any(|unit| ends(&unit)), "{name}: {units:?}");
    }
}

#[test]
fn two_rehearsals_give_the_same_states() {
    let Some(_) = engine_or_skip("the comparison of two rehearsals") else { return };
    let landform = Landform::new();
    let example = repository("examples/acme");
    let states = ["one", "two"].map(|name| {
        let keep = format!("--keep={name}");
        landform.run(&["rehearse", example.to_str().unwrap(), &keep]).expect(0);
        states(&landform.at(name).join("state"))
    });
    let [first, second] = states;
    assert!(first.len() >= 40);
    for (unit, state) in &first {
        assert_eq!(Some(state), second.get(unit), "{}", unit.display());
    }
    let planned = landform.run(&["plan", "one", "--detailed-exitcode"]).expect(0);
    assert!(planned.stderr.contains("0 changes in 0 of"), "{}", planned.stderr);
    let shown = landform.run(&["show", "one", "--unit", "prod"]).expect(0).stdout;
    assert!(shown.contains("aws_vpc.this  vpc-"), "{shown}");
    assert!(!shown.contains("dev/"));
}

/// Returns all states below a folder, without what differs from run to run.
fn states(folder: &Path) -> BTreeMap<PathBuf, Json> {
    let read = |path: PathBuf| {
        let mut state: Json = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for key in ["serial", "lineage"] {
            state.as_object_mut().unwrap().remove(key);
        }
        sort_unordered(&mut state);
        (path.strip_prefix(folder).unwrap().to_path_buf(), state)
    };
    state_files(folder).into_iter().map(read).collect()
}

/// Returns the state files below a folder; what goes away meanwhile is left out.
fn state_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(next) = pending.pop() {
        for path in next.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|kind| kind == "tfstate") {
                found.push(path);
            }
        }
    }
    found
}

/// Engines write some lists in any order; here they get one.
fn sort_unordered(json: &mut Json) {
    match json {
        Json::Array(items) => items.iter_mut().for_each(sort_unordered),
        Json::Object(entries) => {
            for (key, value) in entries {
                sort_unordered(value);
                if let (true, Json::Array(items)) = (UNORDERED.contains(&key.as_str()), value) {
                    items.sort_by_key(ToString::to_string);
                }
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// The lists of a state file that engines write in the order of a hash map.
const UNORDERED: [&str; 3] = ["check_results", "objects", "sensitive_attributes"];

#[test]
fn live_repos_of_other_shapes_are_listed_drawn_and_rehearsed() {
    let Some(_) = engine_or_skip("the rehearsal of foreign live repos") else { return };
    for shape in ["env-first", "region-first", "deep-includes"] {
        let landform = Landform::new();
        copy(
            &repository("crates/landform-terragrunt/tests/fixtures").join(shape),
            &landform.at(shape),
        );
        let folder = shape;
        let listed = landform.run(&["list", folder, "--json"]).expect(0).stdout;
        let units = serde_json::from_str::<Json>(&listed).unwrap().as_array().unwrap().len();
        assert!(units >= 6, "{shape}: {units}");
        landform.run(&["graph", folder, "--format", "dot"]).expect(0);
        landform.run(&["rehearse", folder, "--report", "report.json"]).expect(0);
        let report = report(&landform);
        assert_eq!(report["units"].as_array().unwrap().len(), units, "{shape}");
        assert_eq!(report["success"], true, "{shape}");
    }
}

/// Waits until a unit has been applied.
fn wait_until_midway(landform: &Landform, child: &mut std::process::Child) {
    let is_midway = || {
        let tmp = landform.at("home/tmp");
        tmp.read_dir()
            .into_iter()
            .flatten()
            .flatten()
            .any(|entry| !state_files(&entry.path()).is_empty())
    };
    let since = Instant::now();
    while !is_midway() {
        assert!(since.elapsed() < Duration::from_secs(120), "no unit was ever applied");
        assert!(
            child.try_wait().unwrap().is_none(),
            "the rehearsal ended before it could be stopped"
        );
        std::thread::yield_now();
    }
}

#[test]
fn a_kill_in_the_middle_leaves_nothing_that_breaks_the_next_rehearsal() {
    let Some(_) = engine_or_skip("the kill in the middle of a rehearsal") else { return };
    let landform = Landform::new();
    let fixture = "env-first";
    copy(
        &repository("crates/landform-terragrunt/tests/fixtures").join(fixture),
        &landform.at(fixture),
    );
    let mut child = landform.spawn(&["rehearse", fixture]);
    wait_until_midway(&landform, &mut child);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(
        landform.at("home/tmp").read_dir().unwrap().count(),
        1,
        "killed: the folder is left"
    );
    landform.run(&["rehearse", fixture]).expect(0);
    assert_eq!(landform.at("home/tmp").read_dir().unwrap().count(), 0, "swept by the next one");
}

#[test]
fn ctrl_c_ends_in_order_and_leaves_nothing() {
    let Some(_) = engine_or_skip("the interruption of a rehearsal") else { return };
    let landform = Landform::new();
    let fixture = "env-first";
    copy(
        &repository("crates/landform-terragrunt/tests/fixtures").join(fixture),
        &landform.at(fixture),
    );
    let mut child =
        landform.spawn(&["rehearse", fixture, "--jobs", "1", "--report", "report.json"]);
    wait_until_midway(&landform, &mut child);
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(landform.at("home/tmp").read_dir().unwrap().count(), 0);
    let report = report(&landform);
    let units = report["units"].as_array().unwrap();
    assert!(
        units.iter().any(|unit| unit["resources"] == 0),
        "nothing new started after the wish to stop"
    );
}

#[test]
fn a_failed_unit_stops_its_dependants_only() {
    let Some(_) = engine_or_skip("the rehearsal with a failing unit") else { return };
    let provider = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n";
    let module = "variable \"cidr\" {\n  type = string\n}\nresource \"aws_vpc\" \"this\" {\n  cidr_block = var.cidr\n}\noutput \"id\" {\n  value = aws_vpc.this.id\n}\n";
    let bad = "variable \"vpc\" {\n  type    = string\n  default = \"vpc-00000000000000000\"\n}\nresource \"aws_subnet\" \"this\" {\n  vpc_id     = var.vpc\n  cidr_block = \"10.0.0.0/24\"\n}\n";
    let unit = |module: &str, rest: &str| {
        format!("terraform {{\n  source = \"../modules//{module}\"\n}}\n{rest}")
    };
    let landform = Landform::new()
        .file("modules/vpc/main.tf", module)
        .file("modules/bad/main.tf", bad)
        .file("modules/vpc/provider.tf", provider)
        .file("modules/bad/provider.tf", provider)
        .file("a/terragrunt.hcl", &unit("vpc", "inputs = {\n  cidr = \"10.0.0.0/16\"\n}\n"))
        .file("b/terragrunt.hcl", &unit("bad", ""))
        .file("c/terragrunt.hcl", &unit("vpc", "dependencies {\n  paths = [\"../b\"]\n}\ninputs = {\n  cidr = \"10.1.0.0/16\"\n}\n"));
    let answer = landform.run(&["rehearse", ".", "--report", "report.json"]).expect(1);
    let report = report(&landform);
    let units = report["units"].as_array().unwrap();
    assert_eq!(units[0]["error"], Json::Null);
    assert_eq!(units[0]["resources"], 1);
    let message = units[1]["error"].as_str().unwrap();
    assert!(message.contains("InvalidVpcID.NotFound"), "{message}");
    assert_eq!(units[2]["skipped_because"], "b");
    assert_eq!(report["resources_left"], 0, "what was created is taken down");
    assert!(answer.stderr.contains("c (needs b, which failed)"), "{}", answer.stderr);
}

#[test]
fn places_that_cannot_be_written_are_named() {
    let Some(_) = engine_or_skip("the rehearsal in places that cannot be written") else { return };
    let landform = Landform::new()
        .file("blocked", "a file")
        .file("live/u/terragrunt.hcl", "")
        .file("live/u/main.tf", "");
    let full = landform.run(&["rehearse", "live", "--quiet", "--report", "/dev/full"]).expect(1);
    insta::assert_snapshot!(full.stderr, @r#"error: cannot write `/dev/full`: No space left on device (os error 28)"#);
    std::fs::create_dir_all(landform.at("mine/state")).unwrap();
    let foreign = landform.run(&["rehearse", "live", "--quiet", "--keep=mine"]).expect(3);
    insta::assert_snapshot!(foreign.stderr, @r#"
    error: `[folder]/mine` holds `state`, which no rehearsal has left there
    hint: name an empty folder with --keep
    "#);
    assert!(landform.at("mine/state").is_dir());
    let blocked = landform.run(&["rehearse", "live", "--quiet", "--keep=blocked/x"]).expect(1);
    insta::assert_snapshot!(blocked.stderr, @r#"
    error: cannot create a private folder in `[folder]/blocked/x`: Not a directory (os error 20)
    hint: name another place with LANDFORM_HOME or TMPDIR
    "#);
}

#[test]
fn a_faulty_company_file_leaves_the_kept_rehearsal_alone() {
    let landform = Landform::new()
        .file("landform.hcl", "company \"acme\" {}\n")
        .file("kept/engine.tfrc", "")
        .file("kept/rehearsal.json", "{}");
    landform.run(&["rehearse", ".", "--keep=kept"]).expect(3);
    assert!(landform.at("kept/rehearsal.json").is_file());
}
