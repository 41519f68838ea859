locals {
  alarm_actions = compact([var.alarms_topic_arn])

  # Metrics of web ACLs for CloudFront have no region.
  metric_dimensions = merge({ WebACL = var.name }, var.scope == "REGIONAL" ? { Region = local.region } : {})
}

resource "aws_cloudwatch_metric_alarm" "blocked" {
  alarm_name          = "${var.name}-waf-blocked"
  alarm_description   = "Web ACL ${var.name} blocks many requests: an attack, or a rule that stops real users"
  namespace           = "AWS/WAFV2"
  metric_name         = "BlockedRequests"
  dimensions          = merge(local.metric_dimensions, { Rule = "ALL" })
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarm_thresholds.blocked_per_5_minutes
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  # Nothing is reported for minutes without a blocked request.
  treat_missing_data = "notBreaching"
}

resource "aws_cloudwatch_metric_alarm" "rate_limited" {
  count = var.rate_limit == null ? 0 : 1

  alarm_name          = "${var.name}-waf-rate-limited"
  alarm_description   = "Clients of ${var.name} send more than ${var.rate_limit.requests} requests in ${var.rate_limit.window_seconds} s: a flood, or a limit that is too low for real users"
  namespace           = "AWS/WAFV2"
  metric_name         = var.rate_limit.mode == "block" ? "BlockedRequests" : "CountedRequests"
  dimensions          = merge(local.metric_dimensions, { Rule = "${var.name}-rate-limit" })
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarm_thresholds.rate_limited_per_5_minutes
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  treat_missing_data = "notBreaching"
}
