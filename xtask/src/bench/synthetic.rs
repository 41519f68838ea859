//! A live repo of any size: small units in several accounts and regions, with values that cross between them.

use std::fmt::Write as _;
use std::path::Path;

use crate::{Outcome, failed};

/// The resources of each unit.
pub(super) const RESOURCES: usize = 6;

/// How many units there are in each account and region.
const PER_REGION: usize = 30;

/// The regions of each account.
const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];

/// The root of a live repo whose accounts and regions are named by `account.hcl` and `region.hcl`.
pub(super) const ROOT: &str = r#"locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl")).locals
  region  = read_terragrunt_config(find_in_parent_folders("region.hcl")).locals
}

remote_state {
  backend = "s3"

  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }

  config = {
    bucket       = "synthetic-${local.account.account_id}-${local.region.aws_region}"
    key          = "${path_relative_to_include()}/tofu.tfstate"
    region       = local.region.aws_region
    encrypt      = true
    use_lockfile = true
  }
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<-EOF
    provider "aws" {
      region              = "${local.region.aws_region}"
      allowed_account_ids = ["${local.account.account_id}"]

      assume_role {
        role_arn = "arn:aws:iam::${local.account.account_id}:role/landform-apply"
      }

      default_tags {
        tags = { company = "synthetic" }
      }
    }
  EOF
}
"#;

const UNIT: &str = r#"include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules//part"
}
"#;

const MODULE: &str = r#"variable "name" {
  type = string
}

variable "upstream_arns" {
  type    = list(string)
  default = []
}

data "aws_caller_identity" "this" {}

data "aws_iam_policy_document" "this" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = concat([aws_sqs_queue.this.arn], var.upstream_arns)
  }
}

resource "aws_sqs_queue" "this" {
  name = var.name
}

resource "aws_sns_topic" "this" {
  name = var.name
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/synthetic/${var.name}"
  retention_in_days = 30
}

resource "aws_iam_role" "this" {
  name = var.name

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "send"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_ssm_parameter" "this" {
  name  = "/synthetic/${var.name}"
  type  = "String"
  value = join(",", concat([data.aws_caller_identity.this.account_id, aws_sns_topic.this.arn], var.upstream_arns))
}

output "queue_arn" {
  value = aws_sqs_queue.this.arn
}
"#;

/// Writes a live repo with so many units. Each but the first takes the outputs of one or two others, some of other accounts.
pub(super) fn write(root: &Path, units: usize) -> Outcome {
    put(&root.join("root.hcl"), ROOT)?;
    put(&root.join("modules/part/main.tf"), MODULE)?;
    for number in 0..units {
        let folder = root.join(path(number));
        if let Some(region) = folder.parent() {
            let (account, name) = place(number);
            put(&region.join("region.hcl"), &locals("aws_region", name))?;
            let own = format!("{}", 111_111_111_111u64 + account as u64);
            let above = region.parent().unwrap_or(region);
            put(&above.join("account.hcl"), &locals("account_id", &own))?;
        }
        put(&folder.join("terragrunt.hcl"), &unit(number))?;
    }
    Ok(())
}

fn locals(name: &str, value: &str) -> String {
    format!("locals {{\n  {name} = \"{value}\"\n}}\n")
}

/// Returns the number of the account and the region of a unit.
fn place(number: usize) -> (usize, &'static str) {
    let place = number / PER_REGION;
    let region = REGIONS.get(place % REGIONS.len()).copied().unwrap_or("us-east-1");
    (place / REGIONS.len(), region)
}

fn path(number: usize) -> String {
    let (account, region) = place(number);
    format!("account-{account}/{region}/unit-{number:03}")
}

/// Returns the text of a unit; what it depends on has lower numbers.
fn unit(number: usize) -> String {
    let mut text = UNIT.to_owned();
    // The neighbour, and one in another account.
    let mut upstream: Vec<usize> = [number.checked_sub(1), number.checked_sub(2 * PER_REGION + 1)]
        .into_iter()
        .flatten()
        .collect();
    // A chain through all units would leave nothing to do side by side.
    if number.is_multiple_of(5) {
        upstream.retain(|other| *other + 1 != number);
    }
    for other in &upstream {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\ndependency \"unit_{other}\" {{\n  config_path = \"../../../{}\"\n}}\n",
            path(*other)
        );
    }
    let arns: Vec<_> =
        upstream.iter().map(|other| format!("dependency.unit_{other}.outputs.queue_arn")).collect();
    let _ = write!(
        text,
        "\ninputs = {{\n  name          = \"unit-{number:03}\"\n  upstream_arns = [{}]\n}}\n",
        arns.join(", ")
    );
    text
}

/// Writes a file, and the folders above it.
pub(super) fn put(path: &Path, text: &str) -> Outcome {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    std::fs::write(path, text).map_err(|error| failed(path, &error))
}

/// Copies a file into a folder.
pub(super) fn copy(file: &Path, folder: &Path) -> Outcome {
    let name = file.file_name().unwrap_or_default();
    let text = std::fs::read_to_string(file).map_err(|error| failed(file, &error))?;
    put(&folder.join(name), &text)
}
