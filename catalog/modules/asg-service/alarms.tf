locals {
  alarm_actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]

  # Names, not references: the group rolls back on one of its own alarms, so they exist first.
  group_dimensions = { AutoScalingGroupName = var.name }

  # A group that a schedule shrinks at night must not raise an alarm every night.
  lowest_size = min(concat([var.size.min], [for schedule in values(var.schedules) : schedule.min if schedule.min != null])...)

  agent_alarms = var.agent == null ? {} : {
    memory = { metric = "mem_used_percent", threshold = var.alarm_thresholds.memory_percent }
    disk   = { metric = "disk_used_percent", threshold = var.alarm_thresholds.disk_percent }
  }

  lb_dimensions = var.load_balancer == null ? null : { LoadBalancer = var.load_balancer.arn_suffix, TargetGroup = aws_lb_target_group.this[0].arn_suffix }
}

resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name          = "${var.name}-cpu"
  alarm_description   = "Servers of ${var.name} use nearly all of their processors"
  namespace           = "AWS/EC2"
  metric_name         = "CPUUtilization"
  dimensions          = local.group_dimensions
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarm_thresholds.cpu_percent
  period              = 300
  evaluation_periods  = 2

  # No data means no servers, which is what the alarm on missing servers is for.
  treat_missing_data = "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "agent" {
  for_each = local.agent_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "A server of ${var.name} uses nearly all of its ${each.key}, or reports nothing about it"
  namespace           = "CWAgent"
  metric_name         = each.value.metric
  dimensions          = local.group_dimensions
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 2
  treat_missing_data  = local.lowest_size > 0 ? "missing" : "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions

  # An agent that falls silent is news as well.
  insufficient_data_actions = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "missing_servers" {
  alarm_name          = "${var.name}-missing-servers"
  alarm_description   = "Fewer servers of ${var.name} are in service than there must be"
  namespace           = "AWS/AutoScaling"
  metric_name         = "GroupInServiceInstances"
  dimensions          = local.group_dimensions
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = local.lowest_size
  period              = 60
  evaluation_periods  = 10

  # A group that should have servers and reports nothing has none.
  treat_missing_data = local.lowest_size > 0 ? "breaching" : "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "unhealthy_hosts" {
  count = local.lb_count

  alarm_name          = "${var.name}-unhealthy-hosts"
  alarm_description   = "The load balancer finds a server of ${var.name} unhealthy for ten minutes"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  dimensions          = local.lb_dimensions
  statistic           = "Minimum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 10

  # Without registered servers there is no metric either, and nobody answers.
  treat_missing_data = local.lowest_size > 0 ? "breaching" : "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "server_errors" {
  count = local.lb_count

  alarm_name          = "${var.name}-server-errors"
  alarm_description   = "Servers of ${var.name} answer with errors"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  dimensions          = local.lb_dimensions
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.alarm_thresholds.server_errors
  period              = 300
  evaluation_periods  = 1

  # The metric only exists when there are errors.
  treat_missing_data = "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  count = local.lb_count

  alarm_name          = "${var.name}-latency"
  alarm_description   = "Servers of ${var.name} answer one request in twenty slowly"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  dimensions          = local.lb_dimensions
  extended_statistic  = "p95"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarm_thresholds.latency_p95_seconds
  period              = 300
  evaluation_periods  = 3

  # No requests, no data.
  treat_missing_data = "notBreaching"

  # A handful of requests says nothing about a percentile.
  evaluate_low_sample_count_percentiles = "ignore"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}
