locals {
  monitor_arn = var.anomalies == null ? null : var.anomalies.monitor_arn == null ? aws_ce_anomaly_monitor.this[0].arn : var.anomalies.monitor_arn

  # AWS tells topics at once and people once a day, and a subscription is of one kind.
  subscribers = var.alarms_topic_arn == null ? [for address in sort(var.email_subscribers) : { type = "EMAIL", address = address }] : [{ type = "SNS", address = var.alarms_topic_arn }]

  impacts = var.anomalies == null ? {} : {
    for dimension, value in {
      ANOMALY_TOTAL_IMPACT_ABSOLUTE   = var.anomalies.min_impact
      ANOMALY_TOTAL_IMPACT_PERCENTAGE = var.anomalies.min_impact_percentage
    } : dimension => tostring(value) if value != null
  }
}

resource "aws_ce_anomaly_monitor" "this" {
  count = var.anomalies == null ? 0 : var.anomalies.monitor_arn == null ? 1 : 0

  name              = "${var.name}-services"
  monitor_type      = "DIMENSIONAL"
  monitor_dimension = "SERVICE"
}

resource "aws_ce_anomaly_subscription" "this" {
  count = var.anomalies == null ? 0 : 1

  name             = "${var.name}-anomalies"
  frequency        = var.alarms_topic_arn == null ? "DAILY" : "IMMEDIATE"
  monitor_arn_list = [local.monitor_arn]

  dynamic "subscriber" {
    for_each = local.subscribers

    content {
      type    = subscriber.value.type
      address = subscriber.value.address
    }
  }

  threshold_expression {
    # AWS takes a single condition only on its own, and several only joined.
    dynamic "dimension" {
      for_each = length(local.impacts) == 1 ? local.impacts : {}

      content {
        key           = dimension.key
        match_options = ["GREATER_THAN_OR_EQUAL"]
        values        = [dimension.value]
      }
    }

    dynamic "and" {
      for_each = length(local.impacts) > 1 ? local.impacts : {}

      content {
        dimension {
          key           = and.key
          match_options = ["GREATER_THAN_OR_EQUAL"]
          values        = [and.value]
        }
      }
    }
  }
}
