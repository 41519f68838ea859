//! What exists by now, taken into the company file.

use std::fs;

use serde_json::Value as Json;

use crate::landform::{Landform, engine_or_skip};

const COMPANY: &str = r#"
company "hooli" {
  domain        = "hooli.example"
  region        = "us-east-1"
  account_email = "aws+{account}@hooli.example"
  repository    = "hooli/live"
  alert_emails  = ["ops@hooli.example"]
  samples       = false
}
network { connect = "peering" }
environment "dev" {} # the first one
service "api" { image = "ecr:api:v1" }
"#;

fn learned(landform: &Landform) -> Vec<(String, Json)> {
    let answer = landform.run(&["learn", "--cloud", "simulated", "--json"]).expect(0);
    let rows: Vec<Json> = serde_json::from_str(&answer.stdout).unwrap();
    let name = |row: &Json| row["name"].as_str().unwrap().to_owned();
    rows.iter().map(|row| (name(row), row["value"].clone())).collect()
}

#[test]
fn what_exists_is_learned_step_by_step() {
    let Some(_) = engine_or_skip("learning from what exists") else { return };
    let landform = Landform::new().file("landform.hcl", COMPANY);
    landform.run(&["generate"]).expect(0);
    assert_eq!(learned(&landform), []);
    let mut apply = vec!["apply", ".", "--cloud", "simulated", "--yes"];
    for unit in [
        "management/us-east-1/organization",
        "shared-services/us-east-1/alarms",
        "shared-services/us-east-1/ci-roles",
        "shared-services/us-east-1/vpc",
        "dev/us-east-1/alarms",
        "dev/us-east-1/ci-roles",
        "dev/us-east-1/dev/vpc",
        "dev/us-east-1/dev/dns-private",
    ] {
        apply.extend(["--filter", unit]);
    }
    landform.run(&apply).expect(0);

    let first = learned(&landform);
    let names: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
    let members = ["dev", "logs", "security", "shared-services"];
    assert_eq!(names[..4], members);
    assert_eq!(names[4..], ["id", "management_vpc_id", "vpc_id"]);
    let answer = landform.run(&["learn", "--cloud", "simulated"]).expect(0);
    let id = |name: &str| {
        let found = first.iter().find(|(one, _)| one == name);
        found.unwrap().1.as_str().unwrap().to_owned()
    };
    for line in [
        "--- a/landform.hcl".to_owned(),
        format!("+  management_vpc_id = \"{}\"", id("management_vpc_id")),
        "-environment \"dev\" {} # the first one".to_owned(),
        format!("+  vpc_id = \"{}\"", id("vpc_id")),
        "+} # the first one".to_owned(),
        format!("+  id = \"{}\"", id("id")),
        "--- a/accounts.json".to_owned(),
        format!("+    \"id\": \"{}\"", id("logs")),
    ] {
        assert!(answer.stdout.lines().any(|one| one == line), "{line}\n{}", answer.stdout);
    }
    assert_eq!(fs::read_to_string(landform.at("landform.hcl")).unwrap(), COMPANY);

    // What is simulated never gets into the files of a company.
    let refused = landform.run(&["learn", "--cloud", "simulated", "--write"]).expect(64);
    assert!(refused.stderr.contains("is not true of AWS"), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(landform.at("landform.hcl")).unwrap(), COMPANY);

    // What was learned opens what can be learned next.
    let known =
        format!("connect = \"peering\"\n  management_vpc_id = \"{}\"\n", id("management_vpc_id"));
    let text =
        COMPANY.replace("network { connect = \"peering\" }", &format!("network {{\n  {known}}}"));
    fs::write(landform.at("landform.hcl"), text).unwrap();
    let second = learned(&landform);
    let names: Vec<&str> = second.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[4..], ["id", "private_zone_id", "vpc_id"]);
}

#[test]
fn without_a_live_repo_there_is_nothing_to_learn_from() {
    let landform = Landform::new().file("landform.hcl", COMPANY);
    let answer = landform.run(&["learn", "--cloud", "simulated"]).expect(3);
    assert!(answer.stderr.contains("`landform generate` writes a live repo"), "{}", answer.stderr);
}
