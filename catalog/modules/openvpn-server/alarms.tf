locals {
  alarm_actions    = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]
  group_dimensions = { AutoScalingGroupName = aws_autoscaling_group.this.name }
  metric_namespace = "Landform/${var.name}"

  # What tells that there is a server and that it serves; silence means that there is none.
  presence_alarms = {
    missing = { namespace = "AWS/AutoScaling", metric = "GroupInServiceInstances", text = "VPN server ${var.name} is missing" }
    process = { namespace = "CWAgent", metric = "procstat_lookup_pid_count", text = "VPN server ${var.name} runs, but OpenVPN does not run on it" }
  }
}

resource "aws_cloudwatch_metric_alarm" "presence" {
  for_each = local.presence_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.text
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = local.group_dimensions
  statistic           = "Maximum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 10
  treat_missing_data  = "breaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name          = "${var.name}-cpu"
  alarm_description   = "VPN server ${var.name} uses nearly all of its processor"
  namespace           = "AWS/EC2"
  metric_name         = "CPUUtilization"
  dimensions          = local.group_dimensions
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarm_thresholds.cpu_percent
  period              = 300
  evaluation_periods  = 2

  # No data means no server, which is what the alarm on a missing one is for.
  treat_missing_data = "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_log_metric_filter" "failed_logins" {
  name           = "${var.name}-failed-logins"
  log_group_name = aws_cloudwatch_log_group.this.name
  pattern        = "?\"VERIFY ERROR\" ?\"TLS handshake failed\" ?\"tls-crypt unwrap error\" ?AUTH_FAILED"

  metric_transformation {
    namespace = local.metric_namespace
    name      = "FailedLogins"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "failed_logins" {
  alarm_name          = "${var.name}-failed-logins"
  alarm_description   = "VPN server ${var.name} refuses many connections"
  namespace           = local.metric_namespace
  metric_name         = "FailedLogins"
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.alarm_thresholds.failed_logins
  period              = 300
  evaluation_periods  = 1

  # The metric only exists when a connection is refused.
  treat_missing_data = "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}
