//! Writes estates of any size in the shape that Landform itself generates.

use std::fmt::Write;

const ROOT: &str = r#"locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl")).locals
  region  = read_terragrunt_config(find_in_parent_folders("region.hcl")).locals
  modules = "${get_parent_terragrunt_dir()}/modules"

  account_ids = { for name, account in jsondecode(file("${get_parent_terragrunt_dir()}/accounts.json")) : name => account.id }
}

remote_state {
  backend = "s3"

  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }

  config = {
    bucket       = "acme-${local.account.account_name}-${local.region.aws_region}-tfstate"
    key          = "${path_relative_to_include()}/tofu.tfstate"
    region       = local.region.aws_region
    encrypt      = true
    use_lockfile = true
  }
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"

  contents = <<-EOT
    provider "aws" {
      region              = "${local.region.aws_region}"
      allowed_account_ids = ["${local.account.account_id}"]

      assume_role {
        role_arn = "arn:aws:iam::${local.account.account_id}:role/${get_env("LANDFORM_ROLE", "landform-apply")}"
      }

      default_tags {
        tags = {
          company = "acme"
          account = "${local.account.account_name}"
        }
      }
    }
  EOT
}
"#;

const ACCOUNT: &str = r#"locals {
  accounts     = jsondecode(file("${get_terragrunt_dir()}/../accounts.json"))
  account_name = basename(get_terragrunt_dir())
  account_id   = local.accounts[local.account_name].id
}
"#;

const HEAD: &str = r#"include "root" {
  path   = find_in_parent_folders("root.hcl")
  expose = true
}
"#;

/// The units of one environment: name, module, and the units whose outputs each reads.
const UNITS: [(&str, &str, &[&str]); 10] = [
    ("vpc", "vpc", &[]),
    ("dns-public", "dns", &[]),
    ("dns-private", "dns", &["vpc"]),
    ("alb-public", "alb", &["vpc", "dns-public"]),
    ("alb-internal", "alb", &["vpc", "dns-public", "dns-private"]),
    ("ecs-cluster", "ecs-cluster", &["vpc"]),
    ("databases/main", "database", &["vpc"]),
    ("caches/main", "cache", &["vpc"]),
    ("services/web", "service", &["vpc", "ecs-cluster", "alb-public", "databases/main"]),
    (
        "services/api",
        "service",
        &["vpc", "ecs-cluster", "alb-internal", "databases/main", "caches/main"],
    ),
];

/// Returns the files, by path relative to the root, of an estate of `environments` times ten units, four environments to an account.
pub(crate) fn estate(environments: usize) -> Vec<(String, String)> {
    let mut files = vec![("root.hcl".to_owned(), ROOT.to_owned())];
    let accounts: Vec<String> =
        (0..environments.div_ceil(4)).map(|number| format!("account-{number:03}")).collect();
    let ids: Vec<String> = accounts
        .iter()
        .enumerate()
        .map(|(number, name)| format!("  \"{name}\": {{ \"id\": \"{:012}\" }}", number + 1))
        .collect();
    files.push(("accounts.json".to_owned(), format!("{{\n{}\n}}\n", ids.join(",\n"))));
    for account in &accounts {
        files.push((format!("{account}/account.hcl"), ACCOUNT.to_owned()));
        let region = "locals {\n  aws_region = \"us-east-1\"\n}\n".to_owned();
        files.push((format!("{account}/us-east-1/region.hcl"), region));
    }
    for number in 0..environments {
        let Some(account) = accounts.get(number / 4) else { continue };
        let folder = format!("{account}/us-east-1/env-{number:03}");
        for (unit, module, needs) in UNITS {
            files.push((
                format!("{folder}/{unit}/terragrunt.hcl"),
                text(number, unit, module, needs),
            ));
        }
    }
    let mut modules: Vec<&str> = UNITS.iter().map(|(_, module, _)| *module).collect();
    modules.sort_unstable();
    modules.dedup();
    for module in modules {
        files.push((format!("modules/{module}/main.tf"), String::new()));
    }
    files
}

fn text(environment: usize, unit: &str, module: &str, needs: &[&str]) -> String {
    let up = "../".repeat(unit.matches('/').count() + 1);
    let label = |need: &str| need.replace(['/', '-'], "_");
    let mut text = format!("# The {unit} of environment {environment}.\n{HEAD}\n");
    let _ = write!(
        text,
        "terraform {{\n  source = \"${{include.root.locals.modules}}//{module}\"\n}}\n"
    );
    for need in needs {
        let label = label(need);
        let _ = write!(text, "\ndependency \"{label}\" {{\n  config_path = \"{up}{need}\"\n}}\n");
    }
    let _ = write!(text, "\ninputs = {{\n  name = \"acme-env-{environment:03}\"\n");
    for need in needs {
        let label = label(need);
        let _ = writeln!(text, "  {label}_id = dependency.{label}.outputs.id");
    }
    text.push_str("  tags = {\n    account = include.root.locals.account.account_name\n  }\n}\n");
    text
}
