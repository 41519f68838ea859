module "this" {
  source = "../.."

  name            = "acme"
  allowed_regions = ["eu-west-1", "eu-central-1"]

  organizational_units = {
    security  = { name = "Security" }
    platform  = { name = "Platform" }
    workloads = { name = "Workloads" }
    prod      = { name = "Prod", parent = "workloads" }
    nonprod   = { name = "NonProd", parent = "workloads" }
  }

  accounts = {
    security = { email = "aws+security@acme.example", ou = "security" }
    logs     = { email = "aws+logs@acme.example", ou = "security" }
    shared   = { email = "aws+shared@acme.example", ou = "platform", name = "shared-services" }
    dev      = { email = "aws+dev@acme.example", ou = "nonprod" }
    prod     = { email = "aws+prod@acme.example", ou = "prod" }
  }

  delegated_administrators = {
    "access-analyzer.amazonaws.com"          = "security"
    "config.amazonaws.com"                   = "security"
    "config-multiaccountsetup.amazonaws.com" = "security"
    "sso.amazonaws.com"                      = "security"
  }
}
