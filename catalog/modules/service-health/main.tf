data "aws_region" "this" {}

locals {
  alarm_actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]

  health_check_ids = merge(
    { for key, check in aws_route53_health_check.endpoint : key => check.id },
    { all = aws_route53_health_check.all.id },
  )

  alarm_texts = merge(
    { for key, endpoint in var.endpoints : key => "https://${endpoint.fqdn}${endpoint.path} does not answer as it should" },
    { all = "fewer than ${local.healthy_at_least} of ${length(var.endpoints)} endpoints answer as they should" },
  )

  healthy_at_least = coalesce(var.healthy_at_least, length(var.endpoints))
}

resource "aws_route53_health_check" "endpoint" {
  for_each = var.endpoints

  # Certificates are not checked by Route 53, so one that has expired needs an alarm of its own.
  type              = each.value.search_string == null ? "HTTPS" : "HTTPS_STR_MATCH"
  fqdn              = each.value.fqdn
  port              = each.value.port
  resource_path     = each.value.path
  search_string     = each.value.search_string
  enable_sni        = true
  request_interval  = each.value.interval_seconds
  failure_threshold = each.value.failure_threshold
  measure_latency   = each.value.measure_latency
  regions           = length(each.value.regions) == 0 ? null : each.value.regions

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_route53_health_check" "all" {
  type                   = "CALCULATED"
  child_healthchecks     = [for check in aws_route53_health_check.endpoint : check.id]
  child_health_threshold = local.healthy_at_least

  tags = { Name = "${var.name}-all" }

  lifecycle {
    precondition {
      condition     = local.healthy_at_least >= 1 && local.healthy_at_least <= length(var.endpoints)
      error_message = "`healthy_at_least` must be between 1 and the number of endpoints"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarm_texts

  alarm_name          = "${var.name}-health-${each.key}"
  alarm_description   = "Seen from outside, ${each.value}"
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  dimensions          = { HealthCheckId = local.health_check_ids[each.key] }
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = var.alarm_after_minutes

  # A health check that reports nothing was disabled or deleted.
  treat_missing_data = "breaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions

  lifecycle {
    precondition {
      condition     = data.aws_region.this.id == "us-east-1"
      error_message = "Route 53 reports the metrics of health checks in us-east-1 only: apply this module there"
    }
  }
}
