resource "aws_cloudwatch_log_group" "trail" {
  name              = "/cloudtrail/acme-organization"
  retention_in_days = 365
}

module "this" {
  source = "@catalog@/cis-alarms"

  name             = "acme-cis"
  log_group_name   = aws_cloudwatch_log_group.trail.name
  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-management-alarms"
  thresholds       = { unauthorized-calls = 10 }
  excluded         = { gateway-changes = "gateways are watched by the network team" }
}
