mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name = "acme-dev-alarms"
}

run "rejects_a_name_with_a_dot" {
  command = plan

  variables {
    name = "acme.alarms"
  }

  expect_failures = [var.name]
}

run "rejects_an_address_without_a_host" {
  command = plan

  variables {
    email_subscribers = ["platform"]
  }

  expect_failures = [var.email_subscribers]
}

run "rejects_plain_http" {
  command = plan

  variables {
    https_subscribers = ["http://example.com/hook"]
  }

  expect_failures = [var.https_subscribers]
}

run "rejects_a_full_principal" {
  command = plan

  variables {
    publisher_services = ["cloudwatch.amazonaws.com"]
  }

  expect_failures = [var.publisher_services]
}

run "rejects_a_topic_nobody_may_publish_to" {
  command = plan

  variables {
    publisher_services = []
  }

  expect_failures = [var.publisher_services]
}
