module "this" {
  source = "../.."

  name             = "acme-cis"
  log_group_name   = "/cloudtrail/acme-organization"
  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-management-alarms"
  thresholds       = { unauthorized-calls = 10 }
  excluded         = { gateway-changes = "gateways are watched by the network team" }
}
