//! A rehearsal whose plans are the real provider's, where its binary is on this machine.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value as Json;

use crate::landform::{Landform, copy, engine_or_skip, repository};

/// The variables that lead to providers; the fixture passes them on.
const PLACES: [&str; 3] = ["LANDFORM_PROVIDER_MIRROR", "TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR"];

const MODULE: &str = r#"variable "cidr" {
  type = string
}

variable "role" {
  type    = string
  default = "arn:aws:iam::111111111111:role/x"
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
  assume_role {
    role_arn = var.role
  }
  default_tags {
    tags = { owner = "us" }
  }
}

data "aws_caller_identity" "this" {}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(var.cidr, 8, 1)
}

resource "aws_s3_bucket" "this" {
  bucket = "${replace(var.cidr, "/", "-")}-${data.aws_caller_identity.this.account_id}"
}

resource "aws_sqs_queue" "this" {
  name = replace(var.cidr, "/[./]/", "-")
}
"#;

/// What the schema allows and the real provider does not.
const BAD_POLICY: &str = r#"
resource "aws_iam_role" "this" {
  name               = "example"
  assume_role_policy = "{ no json"
}
"#;

fn fixture(module: &str) -> Landform {
    let unit = |cidr: &str| {
        format!(
            "terraform {{\n  source = \"../modules//vpc\"\n}}\ninputs = {{\n  cidr = \"{cidr}\"\n}}\n"
        )
    };
    Landform::new()
        .file("live/modules/vpc/main.tf", module)
        .file("live/a/terragrunt.hcl", &unit("10.0.0.0/16"))
        .file("live/b/terragrunt.hcl", &unit("10.1.0.0/16"))
}

fn report(landform: &Landform) -> Json {
    serde_json::from_slice(&std::fs::read(landform.at("report.json")).unwrap()).unwrap()
}

#[test]
fn the_real_provider_validates_and_plans_and_the_simulator_applies() {
    let test = "the hybrid rehearsal";
    let Some(_) = engine_or_skip(test) else { return };
    let given = PLACES.iter().filter_map(|name| Some((*name, std::env::var(name).ok()?)));
    let landform =
        given.fold(fixture(MODULE), |landform, (name, value)| landform.env(name, &value));
    let args = ["rehearse", "live", "--provider", "hybrid", "--report", "report.json"];
    let answer = landform.run(&args);
    if answer.code == Some(4) {
        eprintln!("skipped {test}: {}", answer.stderr);
        return;
    }
    let stderr = answer.expect(0).stderr;
    let good = report(&landform);
    assert_eq!(good["resources_created"], 8, "{stderr}");
    assert_eq!(good["second_plan_changes"], 0);
    assert_eq!(good["resources_left"], 0);
    assert!(stderr.contains("for plans alone"), "{stderr}");
    let folder = std::fs::metadata(landform.at("home/schemas")).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);

    let planning = ["plan", "live", "--cloud", "simulated", "--provider", "hybrid", "--json"];
    let plan: Json = serde_json::from_str(&landform.run(&planning).expect(0).stdout).unwrap();
    assert_eq!(plan["summary"]["changes"]["create"], 8, "{plan}");

    let refused = format!("{MODULE}{BAD_POLICY}");
    let landform = landform.file("live/modules/vpc/main.tf", &refused);
    landform.run(&args).expect(1);
    let bad = report(&landform);
    let error = bad["units"][0]["error"].as_str().unwrap();
    assert!(error.contains("contains an invalid JSON"), "{error}");
}

const ROOT: &str = r#"remote_state {
  backend  = "local"
  config   = { path = "${get_parent_terragrunt_dir()}/states/${path_relative_to_include()}.tfstate" }
  generate = { path = "backend.tf", if_exists = "overwrite_terragrunt" }
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<-EOF
    provider "aws" {
      region              = "us-east-1"
      allowed_account_ids = ["111111111111"]
    }
  EOF
}
"#;

/// Each root uses a module with all that it needs; all of them are planned at once, through the broker.
#[test]
fn every_module_is_valid_for_the_real_provider_and_planned_by_it() {
    let test = "the plans of all modules by the real provider";
    let Some(_) = engine_or_skip(test) else { return };
    let given = PLACES.iter().filter_map(|name| Some((*name, std::env::var(name).ok()?)));
    let mut landform = given
        .fold(Landform::new(), |landform, (name, value)| landform.env(name, &value))
        .file("live/root.hcl", ROOT);
    copy(&repository("catalog/modules"), &landform.at("live/modules"));
    let include = "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\n";
    let mut count = 0;
    for file in repository("xtask/data/gaps").read_dir().unwrap().flatten() {
        let text = std::fs::read_to_string(file.path()).unwrap();
        let name = file.path().file_stem().unwrap().to_str().unwrap().to_owned();
        landform = landform
            .file(&format!("live/{name}/main.tf"), &text.replace("@catalog@", "../modules"))
            .file(&format!("live/{name}/terragrunt.hcl"), include);
        count += 1;
    }
    let args = ["plan", "live", "--cloud", "simulated", "--provider", "hybrid", "--json"];
    let answer = landform.run(&[&args[..], &["--trust-references"]].concat());
    if answer.code == Some(4) {
        eprintln!("skipped {test}: {}", answer.stderr);
        return;
    }
    let plan: Json = serde_json::from_str(&answer.expect(0).stdout).unwrap();
    let units = plan["units"].as_array().unwrap();
    assert_eq!(units.len(), count);
    for unit in units {
        assert_eq!(unit["status"], "planned", "{unit}");
    }
    assert!(plan["summary"]["changes"]["create"].as_u64().unwrap() > 1_300, "{}", plan["summary"]);
}

#[test]
fn without_a_binary_it_is_said_where_it_was_looked_for() {
    let Some(_) = engine_or_skip("the message about a missing provider") else { return };
    let landform = fixture(MODULE).file(
        "engine.tfrc",
        "provider_installation {\n  filesystem_mirror {\n    path = \"/nowhere/mirror\"\n  }\n}\n",
    );
    let config = landform.at("engine.tfrc");
    let landform = landform.env("TF_CLI_CONFIG_FILE", config.to_str().unwrap());
    let answer = landform.run(&["rehearse", "live", "--provider", "hybrid", "--quiet"]).expect(4);
    let message = answer.stderr.replace(&format!("{}_", std::env::consts::OS), "[os]_");
    assert!(
        message.contains("no unpacked provider `registry.terraform.io/hashicorp/aws`"),
        "{message}"
    );
    assert!(message.contains("in `/nowhere/mirror`"), "{message}");
    assert!(
        message.contains("hint: ") && message.contains("LANDFORM_PROVIDER_MIRROR"),
        "{message}"
    );
}

#[test]
fn a_real_cloud_is_not_planned_by_the_hybrid() {
    let landform = fixture(MODULE);
    let answer = landform.run(&["plan", "live", "--cloud", "aws", "--provider", "hybrid"]);
    insta::assert_snapshot!(answer.expect(64).stderr, @r"
    error: `--provider hybrid` does not go with `--cloud aws`
    hint: there the real provider plans anyway: leave `--provider` out
    ");
}
