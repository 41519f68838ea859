mock_provider "aws" {}

variables {
  name              = "acme"
  monthly_limit     = 5000
  email_subscribers = ["finance@acme.example"]
}

run "watches_the_whole_bill" {
  command = plan

  assert {
    condition     = toset(keys(aws_budgets_budget.this)) == toset(["total"]) && aws_budgets_budget.this["total"].name == "acme-total" && aws_budgets_budget.this["total"].limit_amount == "5000" && aws_budgets_budget.this["total"].limit_unit == "USD" && aws_budgets_budget.this["total"].time_unit == "MONTHLY"
    error_message = "all accounts together must have a monthly budget"
  }

  assert {
    condition     = toset([for notification in aws_budgets_budget.this["total"].notification : "${notification.notification_type} ${notification.threshold}"]) == toset(["ACTUAL 80", "ACTUAL 100", "FORECASTED 100"])
    error_message = "people must be told at 80 and 100 percent, and of a forecast of 100"
  }

  assert {
    condition     = alltrue([for notification in aws_budgets_budget.this["total"].notification : notification.subscriber_email_addresses == toset(["finance@acme.example"])])
    error_message = "each message must reach the address"
  }

  assert {
    condition     = !aws_budgets_budget.this["total"].cost_types[0].include_credit && !aws_budgets_budget.this["total"].cost_types[0].include_refund && length(aws_budgets_budget.this["total"].cost_filter) == 0
    error_message = "credits must not hide costs"
  }
}

run "watches_for_leaks" {
  command = plan

  assert {
    condition     = aws_ce_anomaly_monitor.this[0].monitor_dimension == "SERVICE" && aws_ce_anomaly_subscription.this[0].frequency == "DAILY" && one(aws_ce_anomaly_subscription.this[0].subscriber).type == "EMAIL"
    error_message = "each service must be watched"
  }

  assert {
    condition     = aws_ce_anomaly_subscription.this[0].threshold_expression[0].dimension[0].key == "ANOMALY_TOTAL_IMPACT_ABSOLUTE" && toset(aws_ce_anomaly_subscription.this[0].threshold_expression[0].dimension[0].values) == toset(["100"])
    error_message = "an anomaly of 100 must be told"
  }
}

run "watches_accounts_and_tells_a_topic" {
  command = plan

  variables {
    account_limits   = { prod = { account_id = "444444444444", limit = 1500.5 } }
    alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:alarms"
    currency         = "EUR"
    thresholds       = { actual = [50], forecast = [] }
    anomalies        = { min_impact = 50, min_impact_percentage = 20 }
  }

  assert {
    condition     = aws_budgets_budget.this["prod"].limit_amount == "1500.5" && one(aws_budgets_budget.this["prod"].cost_filter).name == "LinkedAccount" && one(aws_budgets_budget.this["prod"].cost_filter).values == tolist(["444444444444"])
    error_message = "the account must have a budget of its own"
  }

  assert {
    condition     = one(aws_budgets_budget.this["prod"].notification).subscriber_sns_topic_arns == toset(["arn:aws:sns:eu-west-1:111111111111:alarms"]) && one(aws_budgets_budget.this["total"].notification).threshold == 50
    error_message = "the topic must be told at the given threshold"
  }

  assert {
    condition     = aws_ce_anomaly_subscription.this[0].frequency == "IMMEDIATE" && one(aws_ce_anomaly_subscription.this[0].subscriber).type == "SNS"
    error_message = "the topic must be told at once"
  }

  assert {
    condition     = { for and in aws_ce_anomaly_subscription.this[0].threshold_expression[0].and : and.dimension[0].key => toset(and.dimension[0].values) } == { ANOMALY_TOTAL_IMPACT_ABSOLUTE = toset(["50"]), ANOMALY_TOTAL_IMPACT_PERCENTAGE = toset(["20"]) }
    error_message = "both thresholds must be passed"
  }
}

run "uses_a_monitor_that_exists" {
  command = plan

  variables {
    anomalies = { monitor_arn = "arn:aws:ce::111111111111:anomalymonitor/11111111-2222-3333-4444-555555555555" }
  }

  assert {
    condition     = length(aws_ce_anomaly_monitor.this) == 0 && aws_ce_anomaly_subscription.this[0].monitor_arn_list == tolist(["arn:aws:ce::111111111111:anomalymonitor/11111111-2222-3333-4444-555555555555"])
    error_message = "no second monitor may be made"
  }
}

run "can_leave_anomalies_out" {
  command = plan

  variables {
    anomalies = null
  }

  assert {
    condition     = length(aws_ce_anomaly_monitor.this) == 0 && length(aws_ce_anomaly_subscription.this) == 0 && output.anomaly_monitor_arn == null
    error_message = "nothing must watch for anomalies"
  }
}

run "rejects_telling_nobody" {
  command = plan

  variables {
    email_subscribers = []
    anomalies         = null
  }

  expect_failures = [aws_budgets_budget.this]
}

run "rejects_a_bad_name" {
  command = plan
  variables { name = "acme:corp" }
  expect_failures = [var.name]
}

run "rejects_a_limit_of_nothing" {
  command = plan
  variables { monthly_limit = 0 }
  expect_failures = [var.monthly_limit]
}

run "rejects_an_account_called_total" {
  command = plan
  variables { account_limits = { total = { account_id = "444444444444", limit = 1 } } }
  expect_failures = [var.account_limits]
}

run "rejects_a_bad_account_id" {
  command = plan
  variables { account_limits = { prod = { account_id = "4", limit = 1 } } }
  expect_failures = [var.account_limits]
}

run "rejects_a_negative_account_limit" {
  command = plan
  variables { account_limits = { prod = { account_id = "444444444444", limit = -1 } } }
  expect_failures = [var.account_limits]
}

run "rejects_a_bad_currency" {
  command = plan
  variables { currency = "$" }
  expect_failures = [var.currency]
}

run "rejects_no_thresholds" {
  command = plan
  variables { thresholds = { actual = [], forecast = [] } }
  expect_failures = [var.thresholds]
}

run "rejects_a_threshold_of_nothing" {
  command = plan
  variables { thresholds = { actual = [0] } }
  expect_failures = [var.thresholds]
}

run "rejects_a_bad_address" {
  command = plan
  variables { email_subscribers = ["finance"] }
  expect_failures = [var.email_subscribers]
}

run "rejects_eleven_addresses" {
  command = plan
  variables { email_subscribers = ["a@b.cc", "b@b.cc", "c@b.cc", "d@b.cc", "e@b.cc", "f@b.cc", "g@b.cc", "h@b.cc", "i@b.cc", "j@b.cc", "k@b.cc"] }
  expect_failures = [var.email_subscribers]
}

run "rejects_a_bad_topic" {
  command = plan
  variables { alarms_topic_arn = "alarms" }
  expect_failures = [var.alarms_topic_arn]
}

run "rejects_a_negative_impact" {
  command = plan
  variables { anomalies = { min_impact = -1 } }
  expect_failures = [var.anomalies]
}

run "rejects_an_impact_of_no_percent" {
  command = plan
  variables { anomalies = { min_impact_percentage = 0 } }
  expect_failures = [var.anomalies]
}

run "rejects_a_bad_monitor" {
  command = plan
  variables { anomalies = { monitor_arn = "services" } }
  expect_failures = [var.anomalies]
}
