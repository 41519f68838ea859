//! A live repo of two accounts, planned with real providers: with and without the broker, and where something is missing or wrong.

use std::os::unix::fs::symlink;
use std::path::Path;

use landform_testkit::{Mode, Moto, engine, engine_config, provider, provider_environment};
use serde_json::{Value as Json, json};

use crate::landform::{Answer, Landform};

const ROOT: &str = r#"locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl")).locals.account_id
}

remote_state {
  backend = "local"
  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }
  config = {
    path = "${get_parent_terragrunt_dir()}/../states/${path_relative_to_include()}/tofu.tfstate"
  }
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<-EOF
    provider "aws" {
      region              = "eu-west-1"
      allowed_account_ids = ["${local.account}"]
      assume_role {
        role_arn = "arn:aws:iam::ROLE_OF_${local.account}:role/x"
      }
      default_tags {
        tags = { owner = "us" }
      }
    }
  EOF
}
"#;

const TOPIC: &str = r#"variable "names" {
  type = list(string)
}

variable "upstream" {
  type    = string
  default = ""
}

data "aws_caller_identity" "this" {}

resource "aws_sns_topic" "this" {
  for_each     = toset(var.names)
  name         = "${each.key}-${data.aws_caller_identity.this.account_id}"
  display_name = var.upstream
}

output "topic_arn" {
  value = one([for topic in aws_sns_topic.this : topic.arn if topic.fifo_topic == false])
}
"#;

/// A live repo whose units assume roles; one account may be another than the role's.
fn live(roles: [&str; 2]) -> Landform {
    let root = ROOT.replace(
        "ROLE_OF_${local.account}",
        &format!("${{local.account == \"111111111111\" ? \"{}\" : \"{}\"}}", roles[0], roles[1]),
    );
    let unit = |inputs: &str, more: &str| {
        format!(
            "include \"root\" {{\n  path = find_in_parent_folders(\"root.hcl\")\n}}\n\nterraform {{\n  source = \"${{get_parent_terragrunt_dir(\"root\")}}/modules//topic\"\n}}\n\n{more}inputs = {{\n  {inputs}\n}}\n"
        )
    };
    let dependency = "dependency \"one\" {\n  config_path = \"../../one/alarms\"\n}\n\n";
    Landform::new()
        .file("live/root.hcl", &root)
        .file("live/modules/topic/main.tf", TOPIC)
        .file("live/one/account.hcl", "locals {\n  account_id = \"111111111111\"\n}\n")
        .file("live/two/account.hcl", "locals {\n  account_id = \"222222222222\"\n}\n")
        .file("live/one/alarms/terragrunt.hcl", &unit("names = [\"a\"]", ""))
        .file(
            "live/two/alarms/terragrunt.hcl",
            &unit("names    = [\"b\"]\n  upstream = dependency.one.outputs.topic_arn", dependency),
        )
}

/// Leads to the real provider, whose schema is asked for once for all tests.
fn equipped(landform: Landform) -> Landform {
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemas");
    std::fs::create_dir_all(&shared).unwrap();
    std::fs::create_dir_all(landform.at("home")).unwrap();
    symlink(shared, landform.at("home/schemas")).unwrap();
    provider_environment()
        .iter()
        .filter(|(name, _)| *name != "HOME")
        .fold(landform, |landform, (name, value)| landform.env(name, value))
}

/// Returns an emulator, or nothing and why.
fn moto_or_skip(test: &str) -> Option<Moto> {
    let found = engine().and_then(|_| provider()).and_then(|_| Moto::start(Mode::Proxy));
    found.map_err(|skip| eprintln!("skipped {test}: {skip}")).ok()
}

fn plan(landform: &Landform, moto: &Moto, more: &[&str]) -> Answer {
    let (url, authority) = (moto.url(), moto.authority().display().to_string());
    let mut args =
        vec!["plan", "live", "--cloud", "moto", "--cloud-url", &url, "--cloud-ca", &authority];
    args.extend(more);
    landform.run(&args)
}

#[test]
fn the_plan_is_the_same_with_and_without_the_broker() {
    let Some(moto) = moto_or_skip("the plan with and without the broker") else { return };
    let landform = equipped(live(["111111111111", "222222222222"]));
    let read = |answer: Answer| -> Json { serde_json::from_str(&answer.expect(0).stdout).unwrap() };
    let served = read(plan(&landform, &moto, &["--json"]));
    let landform = landform.file("mirror.tfrc", &engine_config().unwrap());
    let config = landform.at("mirror.tfrc").display().to_string();
    let landform = landform.env("TF_CLI_CONFIG_FILE", &config);
    let own = read(plan(&landform, &moto, &["--json", "--no-broker"]));
    assert_eq!(served, own);
    let text = served.to_string();
    for part in ["a-111111111111", "b-222222222222"] {
        assert!(text.contains(part), "the real provider has asked who it is: {text}");
    }
    assert_ne!(served, json!({}));
}

#[test]
fn a_wrong_account_fails_its_own_units_and_what_needs_them() {
    let Some(moto) = moto_or_skip("the plan with a wrong account") else { return };
    let landform = equipped(live(["111111111111", "333333333333"]));
    let answer = plan(&landform, &moto, &[]).expect(1);
    let all = format!("{}{}", answer.stdout, answer.stderr);
    assert!(all.contains("two/alarms") && all.contains("333333333333"), "{all}");
    assert!(all.contains("a-111111111111") || all.contains("one/alarms"), "{all}");
    assert!(answer.stderr.contains("error: 1 unit"), "{all}");
}

#[test]
fn a_provider_that_cannot_be_had_is_named_with_the_cure() {
    let Some(moto) = moto_or_skip("the message about a missing provider") else { return };
    let nowhere =
        "provider_installation {\n  filesystem_mirror {\n    path = \"/nowhere/mirror\"\n  }\n}\n";
    let landform = live(["111111111111", "222222222222"]).file("engine.tfrc", nowhere);
    let config = landform.at("engine.tfrc").display().to_string();
    let landform = landform.env("TF_CLI_CONFIG_FILE", &config);
    let answer = plan(&landform, &moto, &["--quiet"]).expect(1);
    let text = answer.stderr;
    assert!(text.contains("no unpacked provider `registry.terraform.io/hashicorp/aws`"), "{text}");
    assert!(text.contains("in `/nowhere/mirror`"), "{text}");
    assert!(text.contains("hint: fetch it with `terraform providers mirror"), "{text}");
}

#[test]
fn an_emulator_that_is_not_there_is_said_before_anything_starts() {
    let landform = live(["111111111111", "222222222222"]).file("ca.crt", "");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{free}");
    let args = ["plan", "live", "--cloud", "moto", "--cloud-ca", "ca.crt", "--cloud-url", &url];
    let answer = landform.run(&args).expect(1);
    let text = answer.stderr.replace(&url, "[url]");
    assert!(text.starts_with("error: cannot reach moto at [url]: "), "{text}");
    assert!(text.contains("hint: start it with `moto_proxy`"), "{text}");
    let text = landform.run(&["plan", "live", "--cloud", "emulator"]).expect(64).stderr;
    assert!(text.contains("`--cloud emulator` needs `--cloud-url`"), "{text}");
    let text =
        landform.run(&["plan", "live", "--cloud", "simulated", "--no-broker"]).expect(64).stderr;
    assert!(text.contains("`--no-broker` does not go with `--cloud simulated`"), "{text}");
}
