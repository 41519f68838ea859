//! A live repo of two accounts, applied through the real provider on an emulator of AWS, planned again, and destroyed.

use landform_testkit::{Mode, Moto, engine, provider, provider_environment};
use serde_json::Value as Json;

use crate::landform::{Answer, Landform};

const ROOT: &str = r#"locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl")).locals
  role    = "arn:aws:iam::${local.account.account_id}:role/landform-apply"
}

remote_state {
  backend = "s3"
  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }
  config = {
    bucket       = "test-${local.account.account_id}-tfstate"
    key          = "${path_relative_to_include()}/tofu.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
    assume_role  = { role_arn = local.role }
  }
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<-EOF
    provider "aws" {
      region              = "eu-west-1"
      allowed_account_ids = ["${local.account.account_id}"]
      assume_role {
        role_arn = "${local.role}"
      }
      default_tags {
        tags = { owner = "landform" }
      }
    }
  EOF
}
"#;

const TOPIC: &str = r#"variable "name" {
  type = string
}

resource "aws_sns_topic" "this" {
  name = var.name
}

output "topic_arn" {
  value = aws_sns_topic.this.arn
}
"#;

/// The emulator has no budgets: that type is simulated beside the others.
const READER: &str = r#"variable "name" {
  type = string
}

variable "topic_arn" {
  type = string
}

data "aws_caller_identity" "this" {}

resource "aws_ssm_parameter" "this" {
  name        = "/${var.name}"
  type        = "String"
  value       = data.aws_caller_identity.this.account_id
  description = var.topic_arn
}

resource "aws_budgets_budget" "this" {
  name         = var.name
  budget_type  = "COST"
  limit_amount = "10.0"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
}
"#;

/// What the first account gives to the second.
const TOPIC_ARN: &str = "arn:aws:sns:eu-west-1:111111111111:news";

fn unit(module: &str, rest: &str) -> String {
    format!(
        "include \"root\" {{\n  path = find_in_parent_folders(\"root.hcl\")\n}}\n\nterraform {{\n  source = \"../../modules//{module}\"\n}}\n\n{rest}"
    )
}

fn account(id: &str) -> String {
    format!("locals {{\n  account_id = \"{id}\"\n}}\n")
}

fn fixture() -> Landform {
    let reader = "dependency \"topic\" {\n  config_path = \"../../one/topic\"\n}\n\ninputs = {\n  name      = \"reader\"\n  topic_arn = dependency.topic.outputs.topic_arn\n}\n";
    let landform = Landform::new()
        .file("live/root.hcl", ROOT)
        .file("live/modules/topic/main.tf", TOPIC)
        .file("live/modules/reader/main.tf", READER)
        .file("live/one/account.hcl", &account("111111111111"))
        .file("live/two/account.hcl", &account("222222222222"))
        .file("live/one/topic/terragrunt.hcl", &unit("topic", "inputs = {\n  name = \"news\"\n}\n"))
        .file("live/two/reader/terragrunt.hcl", &unit("reader", reader));
    let given = provider_environment().into_iter().filter(|(name, _)| name != "HOME");
    given.fold(landform, |landform, (name, value)| landform.env(&name, &value))
}

/// Returns the emulator, if all that it takes is there; otherwise says what is skipped.
fn moto_or_skip(test: &str) -> Option<Moto> {
    let found = engine().and_then(|_| provider()).and_then(|_| Moto::start(Mode::Proxy));
    found.map_err(|reason| eprintln!("skipped {test}: {reason}")).ok()
}

fn run(landform: &Landform, moto: &Moto, args: &[&str]) -> Answer {
    let (url, authority) = (moto.url(), moto.authority().display().to_string());
    let cloud = ["--cloud", "moto", "--cloud-url", &url, "--cloud-ca", &authority];
    landform.run(&[args, cloud.as_slice()].concat())
}

#[test]
fn two_accounts_are_applied_planned_again_and_destroyed() {
    let Some(moto) = moto_or_skip("the estate on moto") else { return };
    let landform = fixture();
    run(&landform, &moto, &["apply", "live", "--yes", "--allow-late", "--bootstrap"]).expect(0);

    run(&landform, &moto, &["plan", "live", "--detailed-exitcode"]).expect(0);

    // An output of another account is known, and simulated resources change as others do.
    let reader = landform.at("live/two/reader/terragrunt.hcl");
    let text = std::fs::read_to_string(&reader).unwrap();
    std::fs::write(&reader, text.replace("\"reader\"\n", "\"writer\"\n")).unwrap();
    let changed = run(&landform, &moto, &["plan", "live", "--json", "--detailed-exitcode"]);
    let plan: Json = serde_json::from_str(&changed.expect(2).stdout).unwrap();
    assert_eq!(plan["summary"]["changes"]["replace"], 2, "{plan}");
    let changes = plan["units"][0]["changes"].as_array().unwrap();
    let parameter = changes.iter().find(|one| one["type"] == "aws_ssm_parameter").unwrap();
    assert_eq!(parameter["after"]["description"], TOPIC_ARN, "{parameter}");
    std::fs::write(&reader, text).unwrap();

    run(&landform, &moto, &["destroy", "live", "--yes"]).expect(0);
    let after = run(&landform, &moto, &["plan", "live", "--json"]).expect(0);
    let plan: Json = serde_json::from_str(&after.stdout).unwrap();
    assert_eq!(plan["summary"]["changes"]["create"], 3, "{plan}");
}
