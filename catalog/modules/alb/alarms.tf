locals {
  alarm_actions = compact([var.alarms_topic_arn])

  # Alarms on unhealthy targets live with the target groups: their metric needs the group's name.
  count_alarms = {
    load-balancer-5xx = {
      metric      = "HTTPCode_ELB_5XX_Count"
      threshold   = var.alarm_thresholds.load_balancer_5xx_per_minute
      description = "answers requests with errors of its own: no healthy target, a timeout or too many connections"
    }
    target-connection-errors = {
      metric      = "TargetConnectionErrorCount"
      threshold   = var.alarm_thresholds.connection_errors_per_minute
      description = "cannot connect to its targets: they are down, full or closed by a security group"
    }
    rejected-connections = {
      metric      = "RejectedConnectionCount"
      threshold   = 1
      description = "turns connections away because it has reached its maximum"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "count" {
  for_each = local.count_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "Load balancer ${var.name} ${each.value.description}"
  namespace           = "AWS/ApplicationELB"
  metric_name         = each.value.metric
  dimensions          = { LoadBalancer = aws_lb.this.arn_suffix }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = each.value.threshold
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  # Nothing is reported for minutes without such events.
  treat_missing_data = "notBreaching"
}

resource "aws_cloudwatch_metric_alarm" "target_5xx" {
  alarm_name          = "${var.name}-target-5xx"
  alarm_description   = "More than ${var.alarm_thresholds.target_5xx_percent} % of the requests through load balancer ${var.name} end with an error of the service"
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarm_thresholds.target_5xx_percent
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  # No requests, no errors.
  treat_missing_data = "notBreaching"

  metric_query {
    id          = "share"
    label       = "5xx answers of targets, percent"
    expression  = "IF(requests >= ${var.alarm_thresholds.target_5xx_minimum_requests}, 100 * FILL(errors, 0) / requests, 0)"
    return_data = true
  }

  metric_query {
    id          = "errors"
    return_data = false

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_Target_5XX_Count"
      dimensions  = { LoadBalancer = aws_lb.this.arn_suffix }
      stat        = "Sum"
      period      = 60
    }
  }

  metric_query {
    id          = "requests"
    return_data = false

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "RequestCount"
      dimensions  = { LoadBalancer = aws_lb.this.arn_suffix }
      stat        = "Sum"
      period      = 60
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name          = "${var.name}-latency"
  alarm_description   = "One in twenty requests through load balancer ${var.name} waits more than ${var.alarm_thresholds.latency_p95_seconds} s for the service"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  dimensions          = { LoadBalancer = aws_lb.this.arn_suffix }
  extended_statistic  = "p95"
  period              = 60
  evaluation_periods  = 10
  datapoints_to_alarm = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarm_thresholds.latency_p95_seconds
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  # Nobody waits when nobody asks; a percentile of a handful of requests says nothing.
  treat_missing_data                    = "notBreaching"
  evaluate_low_sample_count_percentiles = "ignore"
}
