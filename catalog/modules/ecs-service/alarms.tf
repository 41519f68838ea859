locals {
  alarm_actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]

  # Names, not references: the service rolls back on one of its own alarms, so they exist first.
  service_dimensions = { ClusterName = var.cluster_name, ServiceName = var.name }

  utilization_alarms = {
    cpu    = { metric = "CPUUtilization", threshold = var.alarm_thresholds.cpu_percent }
    memory = { metric = "MemoryUtilization", threshold = var.alarm_thresholds.memory_percent }
  }
}

resource "aws_cloudwatch_metric_alarm" "utilization" {
  for_each = local.utilization_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "Service ${var.name} uses nearly all of its ${each.key}"
  namespace           = "AWS/ECS"
  metric_name         = each.value.metric
  dimensions          = local.service_dimensions
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 2

  # No data means no tasks, which is what the alarm on running tasks is for.
  treat_missing_data = "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "missing_tasks" {
  alarm_name          = "${var.name}-missing-tasks"
  alarm_description   = "Service ${var.name} has run fewer tasks than it should for 15 minutes"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 15

  # A service that should run and reports nothing is down.
  treat_missing_data = var.desired.min > 0 ? "breaching" : "notBreaching"

  metric_query {
    id          = "missing"
    expression  = "desired - running"
    label       = "missing tasks"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { desired = "DesiredTaskCount", running = "RunningTaskCount" }

    content {
      id = metric_query.key

      metric {
        namespace   = "ECS/ContainerInsights"
        metric_name = metric_query.value
        dimensions  = local.service_dimensions
        stat        = "Average"
        period      = 60
      }
    }
  }

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "server_errors" {
  count = local.lb_count

  alarm_name          = "${var.name}-server-errors"
  alarm_description   = "Service ${var.name} answers with server errors"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  dimensions          = { LoadBalancer = var.load_balancer.arn_suffix, TargetGroup = aws_lb_target_group.this[0].arn_suffix }
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
  alarm_description   = "Service ${var.name} answers one request in twenty slowly"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  dimensions          = { LoadBalancer = var.load_balancer.arn_suffix, TargetGroup = aws_lb_target_group.this[0].arn_suffix }
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

resource "aws_cloudwatch_metric_alarm" "no_healthy_task" {
  count = local.lb_count

  alarm_name          = "${var.name}-no-healthy-task"
  alarm_description   = "The load balancer finds no healthy task of service ${var.name}"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HealthyHostCount"
  dimensions          = { LoadBalancer = var.load_balancer.arn_suffix, TargetGroup = aws_lb_target_group.this[0].arn_suffix }
  statistic           = "Maximum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 3

  # Without registered tasks there is no metric either, and nobody answers.
  treat_missing_data = var.desired.min > 0 ? "breaching" : "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}
