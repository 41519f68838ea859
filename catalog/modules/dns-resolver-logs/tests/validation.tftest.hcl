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
  name    = "acme-prod"
  vpc_ids = { app = "vpc-0123456789abcdef0", mgmt = "vpc-0123456789abcdef1" }
}

run "rejects_a_name_in_capitals" {
  command = plan

  variables {
    name = "Acme"
  }

  expect_failures = [var.name]
}

run "rejects_a_vpc_name" {
  command = plan

  variables {
    vpc_ids = { app = "main" }
  }

  expect_failures = [var.vpc_ids]
}

run "rejects_an_odd_retention" {
  command = plan

  variables {
    query_log = { retention_days = 100 }
  }

  expect_failures = [var.query_log]
}

run "rejects_a_bucket_name_for_an_arn" {
  command = plan

  variables {
    query_log = { s3_bucket_arn = "acme-logs-dns" }
  }

  expect_failures = [var.query_log]
}

run "rejects_an_unknown_list" {
  command = plan

  variables {
    firewall = { managed_list_ids = { spam = "rslvr-fdl-0123456789abcdef" } }
  }

  expect_failures = [var.firewall]
}

run "rejects_a_list_name_for_an_id" {
  command = plan

  variables {
    firewall = { managed_list_ids = { malware = "AWSManagedDomainsMalwareDomainList" } }
  }

  expect_failures = [var.firewall]
}

run "rejects_a_domain_with_a_dot_at_the_end" {
  command = plan

  variables {
    firewall = { blocked_domains = ["example.net."] }
  }

  expect_failures = [var.firewall]
}

run "rejects_an_unknown_mode" {
  command = plan

  variables {
    firewall = { blocked_domains = ["example.net"], mode = "drop" }
  }

  expect_failures = [var.firewall]
}

run "rejects_a_firewall_that_stops_nothing" {
  command = plan

  variables {
    firewall = { allowed_domains = ["example.net"] }
  }

  expect_failures = [var.firewall]
}

run "rejects_a_threshold_below_zero" {
  command = plan

  variables {
    alarm_queries_per_5_minutes = -1
  }

  expect_failures = [var.alarm_queries_per_5_minutes]
}

run "rejects_a_topic_name_for_an_arn" {
  command = plan

  variables {
    alarms_topic_arn = "alarms"
  }

  expect_failures = [var.alarms_topic_arn]
}
