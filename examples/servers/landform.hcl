# Servers instead of containers' clusters, MySQL, two regions, and people as IAM users.
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
