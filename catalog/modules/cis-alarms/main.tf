locals {
  watched = { for name, control in local.controls : name => control if !contains(keys(var.excluded), name) }
  actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]

  unknown_names = sort(setsubtract(concat(keys(var.excluded), keys(var.thresholds)), keys(local.controls)))
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = local.watched

  name           = "${var.name}-${each.key}"
  log_group_name = var.log_group_name
  pattern        = each.value.pattern

  metric_transformation {
    name      = each.key
    namespace = var.metric_namespace
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.watched

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "CIS ${each.value.cis}: ${each.value.description}"
  namespace           = var.metric_namespace
  metric_name         = aws_cloudwatch_log_metric_filter.this[each.key].metric_transformation[0].name
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = lookup(var.thresholds, each.key, 1)

  # The metric has points only while such events happen.
  treat_missing_data = "notBreaching"

  alarm_actions = local.actions
}

# All alarms above fall silent when the trail stops; this one then speaks.
resource "aws_cloudwatch_metric_alarm" "silence" {
  alarm_name          = "${var.name}-no-events"
  alarm_description   = "no event reached ${var.log_group_name} for ${var.silence_hours} hours: the trail may be stopped"
  namespace           = "AWS/Logs"
  metric_name         = "IncomingLogEvents"
  dimensions          = { LogGroupName = var.log_group_name }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = var.silence_hours
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"

  alarm_actions = local.actions
  ok_actions    = local.actions

  lifecycle {
    precondition {
      condition     = length(local.unknown_names) == 0
      error_message = "there is no alarm called ${join(", ", local.unknown_names)}; the names are ${join(", ", keys(local.controls))}"
    }
  }
}
