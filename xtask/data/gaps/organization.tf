module "this" {
  source = "@catalog@/organization"

  name            = "acme"
  allowed_regions = ["us-east-1", "eu-west-1"]

  organizational_units = {
    security  = { name = "Security" }
    workloads = { name = "Workloads" }
    prod      = { name = "Prod", parent = "workloads" }
  }

  accounts = {
    security = { email = "aws+security@acme.example", ou = "security" }
    prod     = { email = "aws+prod@acme.example", ou = "prod", close_on_deletion = true }
  }

  delegated_administrators = { "config-multiaccountsetup.amazonaws.com" = "security" }
}
