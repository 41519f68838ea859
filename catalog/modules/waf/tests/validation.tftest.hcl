mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_region" {
    defaults = { id = "us-east-1" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name = "acme-prod"
}

run "rejects_a_name_with_a_dot" {
  command = plan

  variables {
    name = "acme.prod"
  }

  expect_failures = [var.name]
}

run "rejects_an_unknown_scope" {
  command = plan

  variables {
    scope = "GLOBAL"
  }

  expect_failures = [var.scope]
}

run "rejects_a_network_load_balancer" {
  command = plan

  variables {
    associations = { nlb = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/acme/0123456789abcdef" }
  }

  expect_failures = [var.associations]
}

run "rejects_an_unknown_group" {
  command = plan

  variables {
    managed_rules = { bots = {} }
  }

  expect_failures = [var.managed_rules]
}

run "rejects_an_unknown_mode" {
  command = plan

  variables {
    managed_rules = { common = { mode = "allow" } }
  }

  expect_failures = [var.managed_rules]
}

run "rejects_an_odd_version" {
  command = plan

  variables {
    managed_rules = { common = { version = "the newest" } }
  }

  expect_failures = [var.managed_rules]
}

run "rejects_an_unknown_action" {
  command = plan

  variables {
    managed_rules = { common = { rule_actions = { NoUserAgent_HEADER = "ignore" } } }
  }

  expect_failures = [var.managed_rules]
}

run "rejects_too_many_actions" {
  command = plan

  variables {
    managed_rules = { common = { rule_actions = { for n in range(101) : "Rule${n}" => "count" } } }
  }

  expect_failures = [var.managed_rules]
}

run "rejects_a_path_without_a_slash" {
  command = plan

  variables {
    body_size_exceptions = ["uploads/"]
  }

  expect_failures = [var.body_size_exceptions]
}

run "rejects_too_many_paths" {
  command = plan

  variables {
    body_size_exceptions = [for n in range(11) : "/${n}/"]
  }

  expect_failures = [var.body_size_exceptions]
}

run "rejects_a_tiny_rate" {
  command = plan

  variables {
    rate_limit = { requests = 5 }
  }

  expect_failures = [var.rate_limit]
}

run "rejects_an_odd_window" {
  command = plan

  variables {
    rate_limit = { window_seconds = 90 }
  }

  expect_failures = [var.rate_limit]
}

run "rejects_an_unknown_rate_mode" {
  command = plan

  variables {
    rate_limit = { mode = "slow" }
  }

  expect_failures = [var.rate_limit]
}

run "rejects_an_odd_header" {
  command = plan

  variables {
    rate_limit = { forwarded_ip_header = "X Forwarded" }
  }

  expect_failures = [var.rate_limit]
}

run "rejects_denying_everyone" {
  command = plan

  variables {
    denied_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.denied_cidrs]
}

run "rejects_a_denied_range_that_starts_inside" {
  command = plan

  variables {
    denied_cidrs = ["203.0.113.7/24"]
  }

  expect_failures = [var.denied_cidrs]
}

run "rejects_allowing_everyone" {
  command = plan

  variables {
    allowed_cidrs = ["::/0"]
  }

  expect_failures = [var.allowed_cidrs]
}

run "rejects_an_allowed_range_that_starts_inside" {
  command = plan

  variables {
    allowed_cidrs = ["203.0.113.7/24"]
  }

  expect_failures = [var.allowed_cidrs]
}

run "rejects_a_country_name" {
  command = plan

  variables {
    countries = { listed = ["Germany"] }
  }

  expect_failures = [var.countries]
}

run "rejects_an_unknown_country_mode" {
  command = plan

  variables {
    countries = { listed = ["DE"], mode = "block" }
  }

  expect_failures = [var.countries]
}

run "rejects_an_odd_retention" {
  command = plan

  variables {
    logging = { retention_days = 100 }
  }

  expect_failures = [var.logging]
}

run "rejects_a_header_in_capitals" {
  command = plan

  variables {
    logging = { redacted_headers = ["Cookie"] }
  }

  expect_failures = [var.logging]
}

run "rejects_a_threshold_of_zero" {
  command = plan

  variables {
    alarm_thresholds = { blocked_per_5_minutes = 0 }
  }

  expect_failures = [var.alarm_thresholds]
}

run "rejects_a_topic_name_for_an_arn" {
  command = plan

  variables {
    alarms_topic_arn = "alarms"
  }

  expect_failures = [var.alarms_topic_arn]
}

run "rejects_associations_of_distributions" {
  command = plan

  variables {
    scope        = "CLOUDFRONT"
    associations = { public = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/acme/0123456789abcdef" }
  }

  expect_failures = [aws_wafv2_web_acl.this]
}

run "rejects_an_action_for_the_body_size_beside_exceptions" {
  command = plan

  variables {
    managed_rules        = { common = { rule_actions = { SizeRestrictions_BODY = "allow" } } }
    body_size_exceptions = ["/uploads/"]
  }

  expect_failures = [aws_wafv2_web_acl.this]
}

run "rejects_distributions_outside_us_east_1" {
  command = plan

  variables {
    scope = "CLOUDFRONT"
  }

  override_data {
    target = data.aws_region.this
    values = { id = "eu-west-1" }
  }

  expect_failures = [aws_wafv2_web_acl.this]
}
