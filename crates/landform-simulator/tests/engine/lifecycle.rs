//! The life of a small network: made, unchanged, changed, replaced, refused, found, gone.

use std::collections::BTreeSet;

use landform_simulator::Simulator;

use crate::harness::{Root, engine};

const MAIN: &str = r#"
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
  default_tags { tags = { team = "a" } }
}
provider "aws" {
  alias  = "other"
  region = "eu-central-1"
  assume_role { role_arn = "arn:aws:iam::222222222222:role/x" }
}
variable "name" { default = "one" }
variable "cidr" { default = "10.1.0.0/16" }
data "aws_availability_zones" "here" { state = "available" }
data "aws_caller_identity" "other" { provider = aws.other }
resource "aws_vpc" "this" {
  cidr_block = var.cidr
  tags       = { Name = var.name }
}
resource "aws_subnet" "this" {
  for_each          = { for index, zone in data.aws_availability_zones.here.names : zone => index }
  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, each.value)
}
# AWS moves a gateway from network to network in place, too late for the old network to be deleted.
resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  lifecycle { replace_triggered_by = [aws_vpc.this.id] }
}
resource "aws_eip" "nat" { domain = "vpc" }
resource "aws_nat_gateway" "this" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.this["eu-west-1a"].id
  depends_on    = [aws_internet_gateway.this]
}
resource "aws_default_security_group" "this" { vpc_id = aws_vpc.this.id }
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.this.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_route53_zone" "this" { name = "example.com" }
resource "aws_acm_certificate" "this" {
  domain_name               = "example.com"
  subject_alternative_names = ["*.example.com", "www.example.com"]
  validation_method         = "DNS"
}
resource "aws_route53_record" "validation" {
  for_each = { for option in aws_acm_certificate.this.domain_validation_options :
    trimprefix(option.domain_name, "*.") => option... }
  zone_id         = aws_route53_zone.this.zone_id
  name            = each.value[0].resource_record_name
  type            = each.value[0].resource_record_type
  records         = [each.value[0].resource_record_value]
  ttl             = 60
}
data "aws_subnets" "found" {
  filter {
    name   = "vpc-id"
    values = [aws_vpc.this.id]
  }
  depends_on = [aws_subnet.this]
}
data "aws_vpc" "found" {
  tags       = { Name = var.name, team = "a" }
  depends_on = [aws_vpc.this]
}
output "facts" {
  value = {
    other      = data.aws_caller_identity.other.account_id
    subnets    = length(data.aws_subnets.found.ids)
    same       = data.aws_vpc.found.id == aws_vpc.this.id
    vpc        = aws_vpc.this.id
    arn        = aws_vpc.this.arn
    tags       = aws_vpc.this.tags_all
    default_sg = aws_default_security_group.this.id == aws_vpc.this.default_security_group_id
    address    = aws_nat_gateway.this.private_ip
    records    = length(aws_route53_record.validation)
    fqdn       = [for record in aws_route53_record.validation : record.fqdn][0]
    servers    = length(aws_route53_zone.this.name_servers)
  }
}
"#;

/// The types that the tests use; serving all of them costs seconds a command.
fn types() -> Option<BTreeSet<String>> {
    let types = [
        "aws_acm_certificate",
        "aws_availability_zones",
        "aws_caller_identity",
        "aws_default_security_group",
        "aws_eip",
        "aws_iam_policy_document",
        "aws_iam_role",
        "aws_iam_role_policy_attachment",
        "aws_identitystore_group",
        "aws_identitystore_user",
        "aws_internet_gateway",
        "aws_nat_gateway",
        "aws_region",
        "aws_route53_record",
        "aws_route53_zone",
        "aws_s3_bucket",
        "aws_security_group",
        "aws_ssm_parameter",
        "aws_subnet",
        "aws_subnets",
        "aws_vpc",
    ];
    Some(types.into_iter().map(str::to_owned).collect())
}

#[test]
fn a_network_lives() {
    let Some(engine) = engine() else { return };
    let simulator = Simulator::new();
    let root = Root::new(engine, &simulator, types(), "network");
    root.write("main.tf", MAIN);
    root.expect(&["init", "-no-color", "-input=false"], 0, &[]);
    root.apply(&["added, 0 changed, 0 destroyed"]);
    let facts = root.expect(&["output", "-json", "facts"], 0, &[]);
    for word in [
        r#""other":"222222222222""#,
        r#""subnets":3"#,
        r#""same":true"#,
        r#""arn":"arn:aws:ec2:eu-west-1:111111111111:vpc/vpc-"#,
        r#""tags":{"Name":"one","team":"a"}"#,
        r#""default_sg":true"#,
        r#""address":"10.1.0."#,
        r#""records":2"#,
        r#".example.com"#,
        r#""servers":4"#,
    ] {
        assert!(facts.contains(word), "no `{word}` in {facts}");
    }
    root.is_settled();
    let places = simulator.snapshot();
    let [place] = places.as_slice() else { panic!("{places:?}") };
    assert_eq!(place.place.account, "111111111111");
    assert_eq!(place.objects.len(), 13, "{place:?}");

    root.write("terraform.tfvars", "name = \"two\"\n");
    root.apply(&["0 added, 1 changed, 0 destroyed"]);
    root.is_settled();
    let again = root.expect(&["output", "-json", "facts"], 0, &[]);
    assert_eq!(again, facts.replace("\"one\"", "\"two\""), "only the tag changes");
    root.write("terraform.tfvars", "name = \"two\"\ncidr = \"10.2.0.0/16\"\n");
    root.apply(&[
        "aws_vpc.this must be replaced",
        "forces replacement",
        "8 added, 0 changed, 8 destroyed",
    ]);
    root.is_settled();
    root.expect(&["output", "-json", "facts"], 0, &[r#""address":"10.2.0."#]);
    root.destroy();
    assert!(simulator.is_empty(), "{:?}", simulator.snapshot());

    root.write("terraform.tfvars", "name = \"one\"\n");
    root.destroy();
    root.apply(&["added, 0 changed, 0 destroyed"]);
    assert_eq!(root.expect(&["output", "-json", "facts"], 0, &[]), facts, "ids change");
    root.destroy();
    assert!(simulator.is_empty(), "{:?}", simulator.snapshot());
}

#[test]
fn a_world_outlives_engines_and_is_rebuilt_from_states() {
    let Some(engine) = engine() else { return };
    let first = Simulator::new();
    let root = Root::new(engine, &first, types(), "network");
    root.write("main.tf", MAIN);
    root.expect(&["init", "-no-color", "-input=false"], 0, &[]);
    root.apply(&["added, 0 changed, 0 destroyed"]);
    let second = Simulator::new();
    let other = Root::new(engine, &second, types(), "network");
    other.write("main.tf", MAIN);
    let state = std::fs::read_to_string(root.path().join("terraform.tfstate")).unwrap();
    other.write("terraform.tfstate", &state);
    other.expect(&["init", "-no-color", "-input=false"], 0, &[]);
    other.is_settled();
    assert_eq!(first.snapshot(), second.snapshot());
    other.destroy();
    assert!(second.is_empty());
}

const HEAD: &str = r#"
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" { region = "eu-west-1" }
"#;

#[test]
fn what_aws_refuses_is_refused() {
    let Some(engine) = engine() else { return };
    for (config, fault) in [
        (
            r#"resource "aws_s3_bucket" "x" {
                 for_each = toset(["a", "b"])
                 bucket   = "same"
               }"#,
            "api error BucketAlreadyOwnedByYou",
        ),
        (
            r#"resource "aws_subnet" "x" {
                 vpc_id     = "vpc-0123456789abcdef0"
                 cidr_block = "10.0.0.0/24"
               }"#,
            "creating aws_subnet: api error InvalidVpcID.NotFound: The vpc ID 'vpc-0123456789abcdef0' does not exist",
        ),
        (
            r#"resource "aws_vpc" "x" { cidr_block = "10.0.0.0/16" }
               resource "aws_subnet" "x" {
                 vpc_id     = aws_vpc.x.id
                 cidr_block = "10.1.0.0/24"
               }"#,
            "InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid.",
        ),
        (
            r#"resource "aws_vpc" "x" { cidr_block = "10.0.0.0/16" }
               resource "aws_subnet" "x" {
                 for_each   = toset(["10.0.0.0/24", "10.0.0.0/20"])
                 vpc_id     = aws_vpc.x.id
                 cidr_block = each.key
               }"#,
            "InvalidSubnet.Conflict",
        ),
        (
            r#"resource "aws_iam_role_policy_attachment" "x" {
                 role       = "nobody"
                 policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
               }"#,
            "NoSuchEntity: The role with name nobody cannot be found.",
        ),
        (
            r#"resource "aws_iam_role" "x" {
                 for_each           = toset(["a", "b"])
                 name               = "same"
                 path               = "/${each.key}/"
                 assume_role_policy = "{}"
               }"#,
            "EntityAlreadyExists: Role with name same already exists.",
        ),
        (
            r#"resource "aws_vpc" "x" {
                 cidr_block       = "10.0.0.0/16"
                 instance_tenancy = "shared"
               }"#,
            r#"expected instance_tenancy to be one of ["default" "dedicated"], got shared"#,
        ),
        (
            r#"data "aws_ssm_parameter" "x" { name = "/app/none" }"#,
            "ParameterNotFound: parameter /app/none not found",
        ),
        (
            r#"data "aws_iam_policy_document" "x" { override_policy_documents = ["[]"] }"#,
            "json: cannot unmarshal array into Go value of type iam.IAMPolicyDoc",
        ),
        (
            r#"provider "aws" {
                 alias  = "nowhere"
                 region = "eu-west-9"
               }
               data "aws_region" "x" { provider = aws.nowhere }"#,
            "invalid AWS Region: eu-west-9",
        ),
    ] {
        let root = Root::new(engine, &Simulator::new(), types(), "");
        root.write("main.tf", &format!("{HEAD}{config}"));
        root.expect(&["init", "-no-color", "-input=false"], 0, &[]);
        let run = root.run(&["apply", "-no-color", "-auto-approve", "-input=false"]);
        let said = run.said.split_whitespace().filter(|word| *word != "│");
        let said = said.collect::<Vec<_>>().join(" ");
        assert!(run.code == Some(1) && said.contains(fault), "no `{fault}` in {said}");
    }
}

#[test]
fn an_identity_store_is_asked_by_unique_attributes() {
    const STORE: &str = r#"
resource "aws_identitystore_group" "this" {
  for_each          = toset(["administrators", "readers"])
  identity_store_id = "d-1234567890"
  display_name      = each.key
}
data "aws_identitystore_group" "found" {
  identity_store_id = "d-1234567890"
  alternate_identifier {
    unique_attribute {
      attribute_path  = "DisplayName"
      attribute_value = "readers"
    }
  }
  depends_on = [aws_identitystore_group.this]
}
resource "aws_identitystore_user" "this" {
  for_each          = toset(["ada", "grace"])
  identity_store_id = "d-1234567890"
  display_name      = each.key
  user_name         = each.key
  name {
    given_name  = each.key
    family_name = "L"
  }
  emails { value = "${each.key}@example.com" }
}
data "aws_identitystore_user" "found" {
  identity_store_id = "d-1234567890"
  alternate_identifier {
    unique_attribute {
      attribute_path  = "Emails.Value"
      attribute_value = "grace@example.com"
    }
  }
  depends_on = [aws_identitystore_user.this]
}
output "found" {
  value = {
    group = data.aws_identitystore_group.found.id == aws_identitystore_group.this["readers"].group_id
    user  = data.aws_identitystore_user.found.id == aws_identitystore_user.this["grace"].user_id
  }
}
"#;
    let Some(engine) = engine() else { return };
    let root = Root::new(engine, &Simulator::new(), types(), "");
    root.write("main.tf", &format!("{HEAD}{STORE}"));
    root.expect(&["init", "-no-color", "-input=false"], 0, &[]);
    root.apply(&["4 added, 0 changed, 0 destroyed"]);
    root.expect(&["output", "-json", "found"], 0, &[r#"{"group":true,"user":true}"#]);
    root.is_settled();
    root.write("main.tf", &format!("{HEAD}{}", STORE.replace("grace@", "nobody@")));
    let run = root.run(&["plan", "-no-color", "-input=false"]);
    assert_eq!(run.code, Some(1), "{}", run.said);
}

#[test]
fn functions_and_imports_work() {
    let Some(engine) = engine() else { return };
    let simulator = Simulator::new();
    let root = Root::new(engine, &simulator, None, "");
    let bucket = r#"resource "aws_s3_bucket" "x" { bucket = "b" }"#;
    let output = r#"output "x" { value = provider::aws::arn_parse(aws_s3_bucket.x.arn).resource }"#;
    root.write("main.tf", &format!("{HEAD}{bucket}\n{output}"));
    root.expect(&["init", "-no-color", "-input=false"], 0, &[]);
    root.apply(&["1 added", "x = \"b\""]);
    root.expect(&["state", "rm", "-no-color", "aws_s3_bucket.x"], 0, &[]);
    root.expect(&["import", "-no-color", "aws_s3_bucket.x", "none"], 1, &["non-existent"]);
    root.expect(&["import", "-no-color", "aws_s3_bucket.x", "b"], 0, &["Import successful"]);
    root.is_settled();
    root.destroy();
    assert!(simulator.is_empty());
}
