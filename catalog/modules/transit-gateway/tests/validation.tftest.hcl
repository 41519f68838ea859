mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name = "acme-shared"
}

run "rejects_a_name_in_capitals" {
  command = plan

  variables {
    name = "Acme"
  }

  expect_failures = [var.name]
}

run "rejects_a_segment_in_capitals" {
  command = plan

  variables {
    segments = ["Prod"]
  }

  expect_failures = [var.segments]
}

run "rejects_sharing_with_everyone" {
  command = plan

  variables {
    share_with = ["*"]
  }

  expect_failures = [var.share_with]
}

run "rejects_a_public_number" {
  command = plan

  variables {
    asn = 16509
  }

  expect_failures = [var.asn]
}

run "rejects_an_odd_retention" {
  command = plan

  variables {
    flow_logs = { retention_days = 100 }
  }

  expect_failures = [var.flow_logs]
}

run "rejects_a_threshold_below_zero" {
  command = plan

  variables {
    dropped_packets_per_5_minutes = -1
  }

  expect_failures = [var.dropped_packets_per_5_minutes]
}

run "rejects_a_topic_name_for_an_arn" {
  command = plan

  variables {
    alarms_topic_arn = "alarms"
  }

  expect_failures = [var.alarms_topic_arn]
}
