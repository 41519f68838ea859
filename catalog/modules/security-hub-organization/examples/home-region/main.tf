module "this" {
  source = "../.."

  name                = "acme"
  finding_aggregation = { linking_mode = "SPECIFIED_REGIONS", regions = ["us-east-1"] }

  central_configuration = {
    target_ids        = ["r-a1b2"]
    disabled_controls = { "IAM.6" = "keys of root users are in a safe" }
  }

  finding_alerts = {
    topic_arn         = "arn:aws:sns:eu-west-1:222222222222:acme-security-alarms"
    excluded_products = ["GuardDuty"]
  }
}
