# Servers instead of containers' clusters, MySQL, two regions, people as IAM users, and a private authority.
company "globex" {
  domain        = "globex.example"
  region        = "eu-central-1"
  account_email = "aws+{account}@globex.example"
  repository    = "globex/infrastructure-live"
  alert_emails  = ["ops@globex.example"]
  cis           = true
}

organization {
  id             = "o-a1b2c3d4e5"
  monthly_budget = 8000
}

access {
  type = "iam-users"
  users = {
    "ada.lovelace"    = ["administrators", "developers"]
    "charles.babbage" = ["developers"]
    "mary.somerville" = ["read-only", "support"]
  }
}

slack {
  workspace_id = "T012ABCDEFG"
  channel_id   = "C012ABCDEFG"
}

private_ca {
  organization = "Globex"
  country      = "DE"
}

shared_secret "package-registry" {
  description = "token of the package registry"
}

compute {
  type          = "asg"
  instance_type = "m7g.large"
}

network {
  connect = "transit-gateway"
}

environment "stage" {}

environment "prod" {
  domain = "globex.example"
}

environment "prod-us" {
  account = "prod"
  region  = "us-west-2"
  size    = "production"
}

certificate "cdn" {
  hosts        = ["cdn.{domain}"]
  cloudfront   = true
  environments = ["prod"]
}

secret "payment-key" {
  description = "key of the payment provider"
}

bucket "checks" {
  environments = ["prod"]
}

check "order" {
  bucket       = "checks"
  key          = "order.zip"
  environments = ["prod"]
}

service "shop" {
  image     = "ecr:shop:v1.4.2"
  port      = 8080
  public    = true
  databases = ["orders"]
}

service "ledger" {
  image     = "ecr:ledger:v2.0.1"
  port      = 8080
  databases = ["orders"]
}

database "orders" {
  engine = "mysql"
}
