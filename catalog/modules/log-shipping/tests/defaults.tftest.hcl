mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "333333333333" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_resource "aws_iam_role" {
    override_during = plan
    defaults        = { arn = "arn:aws:iam::333333333333:role/ship" }
  }
}

variables {
  name            = "acme-app-logs"
  destination_arn = "arn:aws:logs:eu-west-1:222222222222:destination:acme-app-logs"
}

run "whole_account" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_account_policy.this[0].policy_type == "SUBSCRIPTION_FILTER_POLICY" && aws_cloudwatch_log_account_policy.this[0].selection_criteria == "LogGroupName NOT IN [\"RDSOSMetrics\"]"
    error_message = "every group but the metrics of RDS must be sent"
  }

  assert {
    condition     = length(aws_cloudwatch_log_subscription_filter.this) == 0 && output.excluded_log_groups == tolist(["RDSOSMetrics"])
    error_message = "no group needs a filter of its own"
  }

  assert {
    condition     = data.aws_iam_policy_document.ship.statement[0].resources == toset(["arn:aws:logs:eu-west-1:333333333333:log-group:*"]) && data.aws_iam_policy_document.ship.statement[0].actions == toset(["logs:PutLogEvents"])
    error_message = "the role must reach logs of this account and region only"
  }

  assert {
    condition     = tolist(data.aws_iam_policy_document.trust.statement[0].condition)[0].values == tolist(["arn:aws:logs:eu-west-1:333333333333:*"])
    error_message = "the role must be used for this account only"
  }

  assert {
    condition     = sort(keys(aws_cloudwatch_metric_alarm.this)) == tolist(["errors", "throttling"]) && length(aws_cloudwatch_metric_alarm.this["errors"].alarm_actions) == 0
    error_message = "lost and late logs must raise alarms"
  }
}

run "nothing_excluded" {
  command = plan

  variables {
    account_policy = { exclude = [] }
  }

  assert {
    condition     = aws_cloudwatch_log_account_policy.this[0].selection_criteria == null
    error_message = "without exclusions there are no criteria"
  }
}

run "one_group_apart" {
  command = plan

  variables {
    account_policy           = { exclude = ["RDSOSMetrics", "/ecs/chatty"] }
    log_groups               = { chatty = { name = "/ecs/chatty", filter_pattern = "?ERROR ?WARN" } }
    permissions_boundary_arn = "arn:aws:iam::333333333333:policy/landform-boundary"
    alarms_topic_arn         = "arn:aws:sns:eu-west-1:333333333333:alarms"
  }

  assert {
    condition     = aws_cloudwatch_log_subscription_filter.this["chatty"].filter_pattern == "?ERROR ?WARN" && aws_cloudwatch_log_subscription_filter.this["chatty"].log_group_name == "/ecs/chatty"
    error_message = "the group must send what matches"
  }

  assert {
    condition     = aws_cloudwatch_log_account_policy.this[0].selection_criteria == "LogGroupName NOT IN [\"/ecs/chatty\",\"RDSOSMetrics\"]" && length(aws_cloudwatch_metric_alarm.this["throttling"].alarm_actions) == 1
    error_message = "the group must be excluded, and alarms must notify the topic"
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::333333333333:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "listed_groups" {
  command = plan

  variables {
    account_policy = null
    log_groups     = { web = { name = "/ecs/web" }, worker = { name = "/ecs/worker" } }
  }

  assert {
    condition     = length(aws_cloudwatch_log_account_policy.this) == 0 && { for key, filter in aws_cloudwatch_log_subscription_filter.this : key => filter.name } == { web = "acme-app-logs-web", worker = "acme-app-logs-worker" }
    error_message = "only the listed groups may be sent"
  }

  assert {
    condition     = data.aws_iam_policy_document.ship.statement[0].resources == toset(["arn:aws:logs:eu-west-1:333333333333:log-group:/ecs/web:*", "arn:aws:logs:eu-west-1:333333333333:log-group:/ecs/worker:*"])
    error_message = "the role must reach the listed groups only"
  }
}

run "rejects_a_group_sent_twice" {
  command = plan
  variables { log_groups = { web = { name = "/ecs/web" } } }
  expect_failures = [aws_cloudwatch_log_account_policy.this]
}

run "rejects_nothing_to_send" {
  command = plan
  variables { account_policy = null }
  expect_failures = [aws_iam_role.this]
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_a_stream" {
  command = plan
  variables { destination_arn = "arn:aws:firehose:eu-west-1:222222222222:deliverystream/acme" }
  expect_failures = [var.destination_arn]
}

run "rejects_a_prefix" {
  command = plan
  variables { account_policy = { exclude = ["/aws/vpc/*"] } }
  expect_failures = [var.account_policy]
}

run "rejects_a_long_pattern" {
  command = plan
  variables { account_policy = { filter_pattern = join("", [for i in range(1000) : "xx"]) } }
  expect_failures = [var.account_policy]
}

run "rejects_a_bad_group_name" {
  command = plan
  variables {
    account_policy = null
    log_groups     = { web = { name = "/ecs/*" } }
  }
  expect_failures = [var.log_groups]
}

run "rejects_a_long_pattern_of_one_group" {
  command = plan
  variables {
    account_policy = null
    log_groups     = { web = { name = "/ecs/web", filter_pattern = join("", [for i in range(1000) : "xx"]) } }
  }
  expect_failures = [var.log_groups]
}
