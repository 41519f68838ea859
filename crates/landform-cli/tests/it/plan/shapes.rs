//! Units of all shapes: what only a root may have is compiled so that it means the same.

use std::process::Command;

use super::answer::Plan;
use crate::landform::{Landform, engine_or_skip};

const PROVIDER: &str = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n";

fn unit(module: &str, rest: &str) -> String {
    format!("terraform {{\n  source = \"{module}\"\n{rest}")
}

/// Fails unless both ways of planning agree, in all units.
#[track_caller]
fn agree(landform: &Landform) -> Plan {
    let stitched = landform.planned(&[]);
    stitched.agrees_with(&landform.planned(&["--per-unit"]));
    stitched
}

#[test]
fn variables_from_files_arguments_and_the_environment() {
    let Some(_) = engine_or_skip("the plan with variables from everywhere") else { return };
    let module = format!(
        "{PROVIDER}{}resource \"aws_vpc\" \"this\" {{\n  cidr_block = var.cidr\n  tags = {{ a = var.a, b = var.b, c = tostring(var.c), d = join(\",\", var.d), e = var.e }}\n}}\n",
        "variable \"cidr\" {\n  type = string\n}\nvariable \"a\" {}\nvariable \"b\" {\n  type = string\n}\nvariable \"c\" {\n  type = number\n}\nvariable \"d\" {\n  type = list(string)\n}\nvariable \"e\" {\n  default = \"e\"\n}\n"
    );
    let arguments = r#"
  extra_arguments "variables" {
    commands           = ["plan", "apply", "destroy"]
    arguments          = ["-var", "b=from an argument", "-var=c=7", "-compact-warnings"]
    required_var_files = ["own.tfvars"]
    optional_var_files = ["missing.tfvars"]
    env_vars           = { TF_VAR_e = "from the environment" }
  }
}
inputs = {
  cidr = "10.0.0.0/16"
}
"#;
    let landform = Landform::new()
        .file("live/modules/m/main.tf", &module)
        .file("live/modules/m/terraform.tfvars", "a = \"from a file\"\n")
        .file("live/modules/m/x.auto.tfvars.json", "{\"d\": [\"x\", \"y\"], \"b\": \"overridden\"}")
        .file("live/u/terragrunt.hcl", &unit("../modules//m", arguments))
        .file("live/u/own.tfvars", "cidr = \"10.7.0.0/16\"\n");
    let plan = agree(&landform);
    let after = &plan.changes("u")["aws_vpc.this"]["after"];
    assert_eq!(after["cidr_block"], "10.7.0.0/16");
    assert_eq!(
        after["tags"],
        serde_json::json!({
            "a": "from a file", "b": "from an argument", "c": "7", "d": "x,y", "e": "from the environment"
        })
    );
    let landform = landform.edit("live/u/terragrunt.hcl", "-compact-warnings", "-refresh=false");
    let args = ["plan", "live", "--cloud", "simulated", "--json"];
    let plan = Plan::read(&landform.run(&args).expect(1).stdout);
    assert_eq!(
        plan.reason("u"),
        "`-refresh=false` in `extra_arguments \"variables\"` is for an engine run of its own"
    );
}

#[test]
fn moves_removals_imports_and_folders() {
    let Some(_) = engine_or_skip("the plan with moves, removals and imports") else { return };
    let module = format!(
        "{PROVIDER}resource \"aws_vpc\" \"old\" {{\n  cidr_block = \"10.0.0.0/16\"\n}}\nresource \"aws_eip\" \"gone\" {{\n}}\nresource \"aws_ssm_parameter\" \"where\" {{\n  name  = \"where\"\n  type  = \"String\"\n  value = \"${{path.module}} ${{path.root}} ${{terraform.workspace}} ${{file(\"${{path.root}}/text.txt\")}}\"\n}}\n"
    );
    let landform = Landform::new()
        .file("live/modules/m/main.tf", &module)
        .file("live/modules/m/text.txt", "text")
        .file("live/u/terragrunt.hcl", &unit("../modules//m", "}\n"));
    let plan = agree(&landform);
    assert_eq!(plan.actions("u").len(), 3);
    landform.applied(&[]);
    assert!(agree(&landform).actions("u").is_empty());
    let landform = landform
        .edit("live/modules/m/main.tf", "\"aws_vpc\" \"old\"", "\"aws_vpc\" \"new\"")
        .edit("live/modules/m/main.tf", "resource \"aws_eip\" \"gone\" {\n}\n", "");
    let landform = landform.file(
        "live/modules/m/changes.tf",
        "moved {\n  from = aws_vpc.old\n  to   = aws_vpc.new\n}\nremoved {\n  from = aws_eip.gone\n  lifecycle {\n    destroy = false\n  }\n}\n",
    );
    let plan = agree(&landform);
    assert_eq!(plan.actions("u"), ["forget aws_eip.gone", "move aws_vpc.new"]);
    assert_eq!(plan.changes("u")["aws_vpc.new"]["previous_address"], "aws_vpc.old");
    let module = format!(
        "{PROVIDER}variable \"id\" {{\n  type = string\n}}\nimport {{\n  to = aws_sqs_queue.this\n  id = \"https://sqs.eu-west-1.amazonaws.com/${{var.id}}/queue\"\n}}\nresource \"aws_sqs_queue\" \"this\" {{\n  name = \"queue\"\n}}\n"
    );
    let landform = landform.file("live/modules/i/main.tf", &module).file(
        "live/v/terragrunt.hcl",
        &unit("../modules//i", "}\ninputs = {\n  id = \"111111111111\"\n}\n"),
    );
    // There is no such queue, which the engine says without naming a unit.
    let args = ["plan", "live", "--json", "--cloud", "simulated"];
    let stitched = Plan::read(&landform.run(&args).expect(1).stdout);
    assert!(stitched.reason("v").starts_with("Cannot import"), "{}", stitched.reason("v"));
    assert_eq!(stitched.actions("u"), ["forget aws_eip.gone", "move aws_vpc.new"]);
}

#[test]
fn modules_in_json_and_providers_with_locals_and_children() {
    let Some(_) = engine_or_skip("the plan with modules of many kinds") else { return };
    let json = r#"{
        "provider": {"aws": {"region": "eu-west-1"}},
        "variable": {"cidr": {"type": "string"}},
        "resource": {"aws_vpc": {"this": {"cidr_block": "${var.cidr}"}}},
        "output": {"id": {"value": "${aws_vpc.this.id}"}}
    }"#;
    let parent = r#"
variable "vpc" {}
locals {
  region = "eu-${local.side}-1"
  side   = "west"
}
provider "aws" {
  region = local.region
}
provider "aws" {
  alias  = "other"
  region = "eu-west-1"
}
module "child" {
  source = "../child"
  vpc    = var.vpc
  providers = {
    aws = aws.other
  }
}
"#;
    let child = "variable \"vpc\" {}\nresource \"aws_subnet\" \"this\" {\n  vpc_id     = var.vpc\n  cidr_block = \"10.0.1.0/24\"\n}\nmodule \"leaf\" {\n  source = \"./leaf\"\n}\n";
    let leaf = "resource \"aws_eip\" \"this\" {\n}\ndata \"aws_region\" \"here\" {}\noutput \"region\" {\n  value = data.aws_region.here.name\n}\n";
    let landform = Landform::new()
        .file("live/modules/json/main.tf.json", json)
        .file("live/modules/parent/main.tf", parent)
        .file("live/modules/child/main.tf", child)
        .file("live/modules/child/leaf/main.tf", leaf)
        .file(
            "live/a/terragrunt.hcl",
            &unit("../modules//json", "}\ninputs = {\n  cidr = \"10.0.0.0/16\"\n}\n"),
        )
        .file(
            "live/b/terragrunt.hcl",
            &unit(
                "../modules//parent",
                "}\ndependency \"a\" {\n  config_path = \"../a\"\n}\ninputs = {\n  vpc = dependency.a.outputs.id\n}\n",
            ),
        );
    let plan = landform.planned(&[]);
    assert_eq!(
        plan.actions("b"),
        ["create module.child.aws_subnet.this", "create module.child.module.leaf.aws_eip.this"]
    );
    assert_eq!(plan.waits("b", "vpc"), ["a: id"]);
    landform.run(&["rehearse", "live"]).expect(0);
}

#[test]
fn modules_from_elsewhere_and_files_generated_from_outputs() {
    let Some(_) = engine_or_skip("the plan with a module from elsewhere") else { return };
    let landform = Landform::new().file(
        "elsewhere/vpc/main.tf",
        &format!("{PROVIDER}resource \"aws_vpc\" \"this\" {{\n  cidr_block = \"10.0.0.0/16\"\n}}\noutput \"id\" {{\n  value = aws_vpc.this.id\n}}\n"),
    );
    let git = |args: &[&str]| {
        let done = Command::new("git")
            .args(["-c", "user.name=x", "-c", "user.email=x@x.example"])
            .args(args)
            .current_dir(landform.at("elsewhere"))
            .output();
        done.is_ok_and(|done| done.status.success())
    };
    if !(git(&["init", "-q"]) && git(&["add", "."]) && git(&["commit", "-qm", "x"])) {
        eprintln!("skipped the plan with a module from elsewhere: there is no git");
        return;
    }
    let source = format!("git::file://{}//vpc", landform.at("elsewhere").display());
    let generated = "}\ndependency \"a\" {\n  config_path = \"../a\"\n}\ngenerate \"g\" {\n  path      = \"g.tf\"\n  if_exists = \"overwrite\"\n  contents  = <<-EOT\n    locals {\n      vpc = \"${dependency.a.outputs.id}\"\n    }\n  EOT\n}\n";
    let landform = landform
        .file("live/a/terragrunt.hcl", &unit(&source, "}\n"))
        .file("live/b/terragrunt.hcl", &unit(&source, "}\n"))
        .file("live/c/terragrunt.hcl", &unit("../modules//m", generated))
        .file(
            "live/modules/m/main.tf",
            &format!("{PROVIDER}resource \"aws_subnet\" \"this\" {{\n  vpc_id     = local.vpc\n  cidr_block = \"10.0.1.0/24\"\n}}\n"),
        );
    let plan = landform.planned(&[]);
    assert_eq!(plan.actions("a"), ["create aws_vpc.this", "output id"]);
    assert_eq!(plan.status("c"), "after_upstream");
    assert_eq!(
        plan.reason("c"),
        "the file `g.tf` is generated from outputs of a, which is not applied yet"
    );
    landform.applied(&["--filter", "a", "--filter", "b"]);
    assert_eq!(agree(&landform).actions("c"), ["create aws_subnet.this"]);
}
