resource "aws_cloudwatch_event_rule" "use" {
  count = var.use_alerts != null ? 1 : 0

  name        = "identity-center-use-alerts"
  description = "Somebody uses a permission set that is for emergencies"

  # Fetching credentials only reads, and such events are left out unless asked for.
  state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"

  event_pattern = jsonencode({
    source        = ["aws.sso"]
    "detail-type" = ["AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"]
    detail = {
      eventSource         = ["sso.amazonaws.com"]
      eventName           = ["Federate", "GetRoleCredentials"]
      serviceEventDetails = { role_name = sort(var.use_alerts.permission_sets) }
    }
  })
}

resource "aws_cloudwatch_event_target" "use" {
  count = var.use_alerts != null ? 1 : 0

  rule      = aws_cloudwatch_event_rule.use[0].name
  target_id = "alarms"
  arn       = var.use_alerts.topic_arn
}
