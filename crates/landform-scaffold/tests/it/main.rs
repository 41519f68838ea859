//! The live repo that is rendered: its text, its wiring, and the writing of it.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests read their own files and fail by panicking"
)]

mod coverage;
mod fmt;
mod golden;
mod promises;
mod reading;
mod speed;
mod wiring;
mod write;

use std::fs;
use std::path::{Path, PathBuf};

use landform_company::{Company, parse_company};
use landform_diag::Source;
use landform_scaffold::{FileTree, render};

/// A company that uses everything that the company file offers.
const FULL: &str = r#"
company "full" {
  domain        = "full.example"
  region        = "eu-central-1"
  account_email = "aws+{account}@full.example"
  repository    = "full/live"
  alert_emails  = ["a@full.example", "b@full.example"]
  bucket_prefix = "full-example"
  tags          = { owner = "platform team", "cost center" = "42" }
}
organization {
  id             = "o-a1b2c3d4e5"
  monthly_budget = 12000
}
security_contact {
  name  = "Full Security"
  email = "security@full.example"
  phone = "+49 30 555 0100"
}
access {
  type  = "iam-users"
  users = { "ada.lovelace" = ["administrators"], "charles" = ["developers", "support"] }
}
pipeline {
  branch        = "live"
  owner_id      = "1234567"
  repository_id = "7654321"
}
slack {
  workspace_id = "T012ABCDEFG"
  channel_id   = "C012ABCDEFG"
}
private_ca {
  common_name  = "Full Internal CA"
  organization = "Full"
  country      = "DE"
}
shared_secret "registry-token" {
  description = "token of the package registry"
  readers     = ["apps", "prod"]
}
secret "payment-key" { description = "key of the payment provider" }
certificate "cdn" {
  hosts        = ["cdn.{domain}", "*.cdn.{domain}"]
  cloudfront   = true
  environments = ["prod", "canary"]
}
certificate "mail" {
  hosts        = ["mail.{domain}"]
  environments = ["prod"]
}
check "login" {
  bucket       = "uploads"
  key          = "checks/login.zip"
  environments = ["test", "prod"]
}
check "order" {
  bucket        = "uploads"
  key           = "checks/order.zip"
  handler       = "order.handler"
  every_minutes = 15
  environments  = ["prod"]
}
vpn {
  allow         = ["203.0.113.0/24", "198.51.100.7/32"]
  clients       = "192.168.0.0/16"
  image_key_id  = "1234abcd-12ab-34cd-56ef-1234567890ab"
  environments  = ["test", "closed"]
}
account "archive" { role = "logs" }
account "apps" { id = "123456789012" }
account "spare" {}
network {
  cidr               = "172.16.0.0/12"
  environment_bits   = 18
  connect            = "transit-gateway"
  transit_gateway_id = "tgw-0123456789abcdef0"
}
compute {
  instance_type = "m7g.large"
  min           = 3
}
environment "test" {
  account        = "apps"
  zones          = 2
  dns_query_logs = true

  transit_gateway_attachment_id = "tgw-attach-0123456789abcdef0"
}
bucket "uploads" {}
bucket "exports" { expire_days = 30 }
task "report" {
  image     = "ecr:report:v1.0.0"
  schedule  = "cron(0 3 * * ? *)"
  command   = ["report", "--daily"]
  databases = []
  buckets   = ["exports"]
  secrets   = { PAYMENT_KEY = "payment-key" }
}
environment "servers" {
  account      = "apps"
  compute      = "asg"
  name_servers = ["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"]
}
environment "canary" {
  account = "apps"
  compute = "ecs-ec2"
  region  = "us-west-2"
  size    = "small"
}
environment "closed" {
  nat     = "none"
  compute = "ecs-ec2"
  cidr    = "10.9.0.0/20"
}
environment "prod" { domain = "full.example" }
service "shop" {
  image     = "ecr:shop:v1"
  images    = { prod = "ecr:shop:v0" }
  public    = true
  hosts     = ["{domain}", "shop.{domain}", "eu.shop.{domain}"]
  databases = ["orders", "big-one"]
  caches    = ["sessions"]
  environment = { LOG = "a \"b\" ${1 + 1}", DATABASE_ORDERS_USER = "me" }
}
service "admin" {
  image        = "ecr:back-office:v2"
  paths        = ["/admin/*", "/login"]
  cpu          = 1024
  memory       = 3072
  secrets      = { PAYMENT_KEY = "payment-key" }
  min          = 5
  databases    = ["orders"]
  environments = ["test", "canary", "prod"]
}
service "hooks" {
  image  = "ecr:hooks:1"
  public = true
  paths  = ["/hooks/*"]
  environments = ["prod"]
}
database "orders" {
  engine       = "mysql"
  version      = "8.0"
  min_capacity = 20.5
}
database "big-one" { instance_class = "db.r7g.large" }
cache "sessions" {
  engine   = "redis"
  version  = "7.1"
  replicas = 5
}
"#;

/// A company whose networks are joined by peerings.
const PEERED: &str = r#"
company "peered" {
  domain        = "peered.example"
  region        = "us-east-1"
  account_email = "aws+{account}@peered.example"
  repository    = "peered/live"
  alert_emails  = ["a@peered.example"]
}
vpn {
  allow        = ["203.0.113.0/24"]
  environments = ["dev", "stage"]
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
environment "stage" {}
environment "prod" {
  region = "eu-central-1"
  vpc_id = "vpc-0123456789abcdef2"
}
"#;

fn company(text: &str) -> Company {
    let (company, faults) = parse_company(&Source::new("landform.hcl", text));
    assert_eq!(faults.to_string(), "");
    company.expect("a company without faults")
}

fn acme() -> Company {
    company(&fs::read_to_string(root().join("examples/acme/landform.hcl")).expect("the example"))
}

/// Returns the companies that the tests look at.
fn trees() -> Vec<(&'static str, FileTree)> {
    vec![
        ("acme", render(&acme())),
        ("full", render(&company(FULL))),
        ("peered", render(&company(PEERED))),
    ]
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
