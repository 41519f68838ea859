//! Plans of whole estates, with a real, unmodified engine on the simulator.

mod agreement;
mod answer;
mod schema;
mod shapes;

use std::os::unix::fs::PermissionsExt as _;

use crate::landform::{Landform, engine_or_skip, repository};

use self::answer::Plan;

const NET: &str = r#"
variable "cidr" {
  type = string
}
resource "aws_vpc" "this" {
  cidr_block = var.cidr
}
resource "aws_subnet" "this" {
  for_each   = { a = 0, b = 1 }
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(var.cidr, 4, each.value)
}
output "vpc_id" {
  value = aws_vpc.this.id
}
output "subnet_ids" {
  value = [for subnet in aws_subnet.this : subnet.id]
}
output "cidr" {
  value = var.cidr
}
"#;

const APP: &str = r#"
variable "vpc_id" {
  type = string
}
variable "subnet_ids" {
  type = list(string)
}
variable "peers" {
  type    = list(string)
  default = []
}
variable "password" {
  type      = string
  sensitive = true
}
variable "size" {
  type    = number
  default = 20
}
resource "aws_security_group" "this" {
  name   = "app"
  vpc_id = var.vpc_id
  dynamic "ingress" {
    for_each = var.peers
    content {
      from_port   = 5432
      to_port     = 5432
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}
resource "aws_db_subnet_group" "this" {
  name       = "app"
  subnet_ids = var.subnet_ids
}
resource "aws_db_instance" "this" {
  identifier             = "app"
  engine                 = "postgres"
  instance_class         = "db.t4g.micro"
  allocated_storage      = var.size
  username               = "app"
  password               = var.password
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  skip_final_snapshot    = true
}
output "endpoint" {
  value = aws_db_instance.this.endpoint
}
"#;

const ROOT: &str = r#"
locals {
  account_name = split("/", path_relative_to_include())[0]
  account_id   = { dev = "111111111111", prod = "222222222222" }[local.account_name]
}
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = <<-EOT
    provider "aws" {
      region              = "eu-west-1"
      allowed_account_ids = ["${local.account_id}"]
      default_tags {
        tags = { account = "${local.account_name}" }
      }
    }
  EOT
}
"#;

/// Two accounts with a network each; the databases of one read the network of the other too.
fn two_accounts() -> Landform {
    let include =
        "include \"root\" {\n  path   = find_in_parent_folders(\"root.hcl\")\n  expose = true\n}\n";
    let unit = |module: &str, rest: &str| {
        format!("{include}terraform {{\n  source = \"../../modules//{module}\"\n}}\n{rest}")
    };
    let net_of = |cidr: &str| unit("net", &format!("inputs = {{\n  cidr = \"{cidr}\"\n}}\n"));
    let app_of = |peers: &str| {
        unit(
            "app",
            &format!(
                "dependency \"net\" {{\n  config_path = \"../net\"\n}}\n{peers}  vpc_id     = dependency.net.outputs.vpc_id\n  subnet_ids = dependency.net.outputs.subnet_ids\n  password   = \"hush-hush\"\n}}\n"
            ),
        )
    };
    Landform::new()
        .file("live/modules/net/main.tf", NET)
        .file("live/modules/app/main.tf", APP)
        .file("live/root.hcl", ROOT)
        .file("live/dev/net/terragrunt.hcl", &net_of("10.0.0.0/16"))
        .file("live/dev/app/terragrunt.hcl", &app_of("inputs = {\n"))
        .file("live/prod/net/terragrunt.hcl", &net_of("10.1.0.0/16"))
        .file(
            "live/prod/app/terragrunt.hcl",
            &app_of(
                "dependency \"dev\" {\n  config_path = \"../../dev/net\"\n}\ninputs = {\n  peers = [dependency.dev.outputs.cidr, \"192.0.2.0/24\"]\n",
            ),
        )
}

const SIMULATED: [&str; 2] = ["--cloud", "simulated"];

impl Landform {
    /// Plans `live` in the simulated cloud, and reads the answer.
    fn planned(&self, args: &[&str]) -> Plan {
        let args: Vec<&str> = ["plan", "live", "--json"]
            .into_iter()
            .chain(SIMULATED)
            .chain(args.iter().copied())
            .collect();
        Plan::read(&self.run(&args).expect(0).stdout)
    }

    fn applied(&self, args: &[&str]) {
        let args: Vec<&str> = ["apply", "live", "--yes"]
            .into_iter()
            .chain(SIMULATED)
            .chain(args.iter().copied())
            .collect();
        self.run(&args).expect(0);
    }

    /// Changes a text in a file.
    fn edit(self, path: &str, from: &str, to: &str) -> Self {
        let text = std::fs::read_to_string(self.at(path)).unwrap();
        assert!(text.contains(from), "{path} has no `{from}`");
        self.file(path, &text.replace(from, to))
    }
}

#[test]
fn a_plan_shows_what_an_edit_would_do_to_a_kept_rehearsal() {
    let Some(_) = engine_or_skip("the plan of a kept rehearsal") else { return };
    let module = "variable \"cidr\" {\n  type = string\n}\nprovider \"aws\" {\n  region = \"eu-west-1\"\n}\nresource \"aws_vpc\" \"this\" {\n  cidr_block = var.cidr\n}\n";
    let unit = |cidr: &str| {
        format!(
            "terraform {{\n  source = \"../modules//vpc\"\n}}\ninputs = {{\n  cidr = \"{cidr}\"\n}}\n"
        )
    };
    let landform = Landform::new()
        .file("live/modules/vpc/main.tf", module)
        .file("live/a/terragrunt.hcl", &unit("10.0.0.0/16"))
        .file("live/b/terragrunt.hcl", &unit("10.1.0.0/16"))
        .file("live/c/terragrunt.hcl", &unit("10.2.0.0/16"));
    landform.run(&["rehearse", "live", "--keep"]).expect(0);
    assert_eq!(landform.run(&["plan", "--detailed-exitcode"]).expect(0).stdout, "");
    std::fs::remove_dir_all(landform.at("live/b")).unwrap();
    let landform = landform
        .file("live/c/terragrunt.hcl", &unit("10.9.0.0/16"))
        .file("live/d/terragrunt.hcl", &unit("10.3.0.0/16"));
    let planned = landform.run(&["plan", "--detailed-exitcode"]).expect(2);
    insta::assert_snapshot!(planned.stdout, @r#"
    c
      replace aws_vpc.this
        cidr_block: "10.2.0.0/16" -> "10.9.0.0/16" (forces the replacement)
    d
      create aws_vpc.this
    "#);
    assert!(planned.stderr.contains("b exists, but is no longer part of the live repo"));
    assert!(
        planned.stderr.contains("2 changes in 2 of 4 units: 1 create, 1 replace."),
        "{}",
        planned.stderr
    );
    let stitched = Plan::read(&landform.run(&["plan", "--json"]).expect(0).stdout);
    stitched.agrees_with(&Plan::read(
        &landform.run(&["plan", "--per-unit", "--json"]).expect(0).stdout,
    ));
    assert_eq!(stitched.status("b"), "gone");
    for args in [["plan", "--cloud", "moto"], ["plan", "--out", "x"]] {
        landform.run(&args).expect(64);
    }
}

#[test]
fn a_saved_plan_holds_no_secret_and_is_nobody_elses() {
    let Some(_) = engine_or_skip("the plan that is saved") else { return };
    let landform = two_accounts();
    let args = ["plan", "live", "--cloud", "simulated", "--out", "plan.json", "--json"];
    let shown = landform.run(&args).expect(0).stdout;
    let file = landform.at("plan.json");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let saved = std::fs::read_to_string(file).unwrap();
    for text in [&shown, &saved] {
        assert!(text.contains("192.0.2.0/24") && !text.contains("hush-hush"));
    }
    assert!(saved.contains("landform_hidden") && shown.contains("(sensitive value)"));
    let human = landform.run(&["plan", "live", "--cloud", "simulated"]).expect(0);
    assert!(!human.stdout.contains("hush-hush") && !human.stderr.contains("hush-hush"));
}

#[test]
fn what_holds_data_comes_first_and_is_marked() {
    let Some(_) = engine_or_skip("the plan that replaces a database") else { return };
    let landform = two_accounts();
    landform.applied(&[]);
    let landform = landform
        .edit("live/modules/net/main.tf", "b = 1", "b = 1, c = 2")
        .edit("live/modules/app/main.tf", "= \"app\"\n  password", "= \"app2\"\n  password")
        .edit("live/modules/app/main.tf", "name   = \"app\"", "name   = \"app2\"");
    let args = ["plan", "live", "--cloud", "simulated", "--filter", "dev"];
    let planned = landform.run(&args).expect(0);
    // Ids follow from the simulator's hashes, which are not the matter here.
    let ids: Vec<&str> =
        planned.stdout.split('"').filter(|part| part.starts_with("subnet-")).collect();
    let stdout = ids.iter().fold(planned.stdout.clone(), |text, id| text.replace(id, "[id]"));
    insta::assert_snapshot!(stdout, @r#"
    dev/app
      replace aws_db_instance.this (holds data!)
        username: "app" -> "app2" (forces the replacement)
      update aws_db_subnet_group.this
        subnet_ids: ["[id]","[id]"] -> (known after apply)
      replace aws_security_group.this
        name: "app" -> "app2" (forces the replacement)
      output endpoint (known after apply)
      input subnet_ids waits for dev/net: subnet_ids
    dev/net
      create aws_subnet.this["c"]
      output subnet_ids (known after apply)
    "#);
    assert!(
        planned.stderr.contains("1 resources that hold data would be deleted or replaced"),
        "{}",
        planned.stderr
    );
}

#[test]
fn filters_choose_units() {
    let Some(_) = engine_or_skip("the plan of some units") else { return };
    let landform = two_accounts();
    for (filters, units) in [
        (&["--filter", "account:dev"][..], &["dev/app", "dev/net"][..]),
        (&["--filter", "module:net"], &["dev/net", "prod/net"]),
        (&["--filter", "*/app"], &["dev/app", "prod/app"]),
        (&["--filter", "prod", "--filter", "dev/net"], &["dev/net", "prod/app", "prod/net"]),
        (&["--unit", "od/ap"], &["prod/app"]),
    ] {
        assert_eq!(landform.planned(filters).units(), units, "{filters:?}");
    }
    let args = ["plan", "live", "--cloud", "simulated", "--filter", "region:nowhere"];
    let refused = landform.run(&args).expect(64);
    assert!(
        refused.stderr.contains("no unit fits `--filter region:nowhere`"),
        "{}",
        refused.stderr
    );
}
#[test]
fn a_unit_that_cannot_be_planned_yet_hides_no_other_one() {
    let Some(_) = engine_or_skip("the plan with units that cannot be planned") else { return };
    let provider = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n";
    let vpc = format!(
        "{provider}resource \"aws_vpc\" \"this\" {{\n  cidr_block = \"10.0.0.0/16\"\n}}\noutput \"id\" {{\n  value = aws_vpc.this.id\n}}\n"
    );
    let each = format!(
        "{provider}variable \"ids\" {{\n  type = set(string)\n}}\nresource \"aws_vpc\" \"this\" {{\n  for_each   = var.ids\n  cidr_block = \"10.0.0.0/16\"\n}}\noutput \"id\" {{\n  value = 1\n}}\n"
    );
    let unit = |module: &str, needs: &str, inputs: &str| {
        let dependency = if needs.is_empty() {
            String::new()
        } else {
            format!("dependency \"d\" {{\n  config_path = \"../{needs}\"\n}}\n")
        };
        format!(
            "terraform {{\n  source = \"../modules//{module}\"\n}}\n{dependency}inputs = {{\n{inputs}\n}}\n"
        )
    };
    let landform = Landform::new()
        .file("modules/vpc/main.tf", &vpc)
        .file("modules/each/main.tf", &each)
        .file("modules/bad/main.tf", "resource \"aws_vpc\" \"this\" {\n  no_such = 1\n}\n")
        .file("a/terragrunt.hcl", &unit("vpc", "", ""))
        .file("b/terragrunt.hcl", &unit("each", "a", "  ids = [dependency.d.outputs.id]"))
        .file("c/terragrunt.hcl", &unit("each", "b", "  ids = [dependency.d.outputs.id]"))
        .file("d/terragrunt.hcl", &unit("each", "", "  ids = [\"x\"]"))
        .file("e/terragrunt.hcl", &unit("bad", "", ""));
    let planned = landform.run(&["plan", ".", "--cloud", "simulated"]).expect(1);
    assert!(
        planned.stdout.starts_with(
            "a\n  create aws_vpc.this\n  output id (known after apply)\nb\n  after upstream: Invalid for_each argument"
        ),
        "{}",
        planned.stdout
    );
    assert!(
        planned
            .stdout
            .contains("c\n  after upstream: it needs b\nd\n  create aws_vpc.this[\"x\"]\n"),
        "{}",
        planned.stdout
    );
    assert!(
        planned.stderr.contains("e cannot be planned: Unsupported argument"),
        "{}",
        planned.stderr
    );
    assert!(planned.stderr.contains("1 units could not be planned"), "{}", planned.stderr);
}

#[test]
fn a_state_that_cannot_be_used_fails_its_unit_and_those_that_need_it() {
    let Some(_) = engine_or_skip("the plan with a damaged state") else { return };
    let landform = two_accounts();
    landform.applied(&[]);
    let state = |unit: &str| {
        let home = landform.at("home/live").read_dir().unwrap().next().unwrap().unwrap().path();
        home.join("simulated/state").join(unit).join("terraform.tfstate")
    };
    for (text, reason) in [
        ("{\"version\": 4, \"se", "the state is damaged"),
        ("{\"version\": 5}", "the state has format version 5"),
        ("{\"encrypted_data\": \"x\", \"serial\": 1}", "the state is encrypted"),
    ] {
        std::fs::write(state("dev/net"), text).unwrap();
        let args = ["plan", "live", "--cloud", "simulated", "--json"];
        let plan = Plan::read(&landform.run(&args).expect(1).stdout);
        assert_eq!(
            ["dev/net", "dev/app", "prod/net", "prod/app"].map(|unit| plan.status(unit)),
            ["failed", "failed", "planned", "failed"],
            "{reason}"
        );
        assert!(plan.reason("dev/net").contains(reason), "{}", plan.reason("dev/net"));
        assert_eq!(plan.reason("prod/app"), "it needs dev/net");
    }
}

#[test]
fn a_refused_provider_configuration_fails_the_units_that_use_it() {
    let Some(_) = engine_or_skip("the plan with a faulty provider configuration") else { return };
    let landform = two_accounts().edit(
        "live/root.hcl",
        "      default_tags {",
        "      ${local.account_name == \"prod\" ? \"no_such = 1\" : \"\"}\n      default_tags {",
    );
    let args = ["plan", "live", "--cloud", "simulated", "--json"];
    let plan = Plan::read(&landform.run(&args).expect(1).stdout);
    assert_eq!(
        ["dev/net", "dev/app", "prod/net", "prod/app"].map(|unit| plan.status(unit)),
        ["planned", "planned", "failed", "failed"]
    );
    assert!(plan.reason("prod/net").contains("no_such"), "{}", plan.reason("prod/net"));
}

#[test]
fn units_with_different_versions_of_a_provider_are_named() {
    let Some(_) = engine_or_skip("the plan with lock files") else { return };
    let lock = |version: &str| {
        format!(
            "provider \"registry.terraform.io/hashicorp/aws\" {{\n  version = \"{version}\"\n}}\n"
        )
    };
    let landform = two_accounts()
        .file("live/dev/net/.terraform.lock.hcl", &lock("5.1.0"))
        .file("live/prod/net/.terraform.lock.hcl", &lock("5.2.0"));
    let args = ["plan", "live", "--cloud", "simulated", "--json"];
    let plan = Plan::read(&landform.run(&args).expect(1).stdout);
    assert_eq!(plan.status("dev/app"), "planned");
    let reason = plan.reason("prod/net");
    assert!(reason.contains("5.2.0, that of dev/net has 5.1.0"), "{reason}");
    assert_eq!(plan.reason("prod/app"), "it needs prod/net");
}

#[test]
fn the_first_day_of_the_example_company_is_planned_in_one_run() {
    let Some(_) = engine_or_skip("the first-day plan of the example company") else { return };
    let landform = Landform::new();
    let example = repository("examples/acme");
    let args = ["plan", example.to_str().unwrap(), "--json", "--detailed-exitcode"];
    let plan = Plan::read(&landform.run(&args).expect(2).stdout);
    assert!(plan.units().len() >= 100);
    for unit in plan.units() {
        let actions = plan.actions(unit);
        assert!(actions.iter().any(|one| one.starts_with("create ")), "{unit}: {actions:?}");
        let plain = |one: &String| {
            ["create ", "read ", "output "].iter().any(|start| one.starts_with(start))
        };
        assert!(actions.iter().all(plain), "{unit}: {actions:?}");
    }
    assert!(plan.count("create") >= 400, "{}", plan.count("create"));
    assert_eq!(
        plan.waits("prod/us-east-1/prod/alb-public", "vpc_id"),
        ["prod/us-east-1/prod/vpc: vpc_id"]
    );
    assert!(!landform.at("home").exists(), "nothing is left");
}
