locals {
  budgets = merge(
    { total = { limit = var.monthly_limit, account_id = null } },
    var.account_limits,
  )

  notifications = concat(
    [for threshold in sort(var.thresholds.actual) : { type = "ACTUAL", threshold = threshold }],
    [for threshold in sort(var.thresholds.forecast) : { type = "FORECASTED", threshold = threshold }],
  )

  topic_arns = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]
}

resource "aws_budgets_budget" "this" {
  for_each = local.budgets

  name         = "${var.name}-${each.key}"
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(each.value.limit)
  limit_unit   = var.currency

  dynamic "cost_filter" {
    for_each = each.value.account_id == null ? [] : [each.value.account_id]

    content {
      name   = "LinkedAccount"
      values = [cost_filter.value]
    }
  }

  # Credits and refunds end one day; until then they would hide what things cost.
  cost_types {
    include_credit = false
    include_refund = false
  }

  dynamic "notification" {
    for_each = local.notifications

    content {
      notification_type          = notification.value.type
      comparison_operator        = "GREATER_THAN"
      threshold                  = notification.value.threshold
      threshold_type             = "PERCENTAGE"
      subscriber_email_addresses = var.email_subscribers
      subscriber_sns_topic_arns  = local.topic_arns
    }
  }

  lifecycle {
    precondition {
      condition     = var.alarms_topic_arn != null || length(var.email_subscribers) > 0
      error_message = "somebody must be told: set `email_subscribers` or `alarms_topic_arn`"
    }
  }
}
