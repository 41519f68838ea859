module "home" {
  source = "@catalog@/security-hub-organization"

  name                = "acme"
  finding_aggregation = { linking_mode = "SPECIFIED_REGIONS", regions = ["eu-west-1"] }

  central_configuration = {
    target_ids        = ["r-a1b2"]
    disabled_controls = { "IAM.6" = "keys of root users are in a safe" }
  }

  finding_alerts = {
    topic_arn         = "arn:aws:sns:us-east-1:111111111111:acme-security-alarms"
    excluded_products = ["GuardDuty"]
  }
}

module "local" {
  source = "@catalog@/security-hub-organization"

  name           = "acme-local"
  enable_account = false
  standards      = { cis = "standards/cis-aws-foundations-benchmark/v/3.0.0" }

  depends_on = [module.home]
}
