mock_provider "aws" {}

variables {
  domain   = "example.com"
  zone_ids = { "example.com" = "Z0123456789ABCDEF" }
}

run "rejects_capitals" {
  command = plan

  variables {
    domain = "Example.com"
  }

  expect_failures = [var.domain]
}

run "rejects_a_star_in_the_middle" {
  command = plan

  variables {
    zone_ids = { "example.com" = "Z0123456789ABCDEF", "a.*.example.com" = "Z0123456789ABCDEF" }
  }

  expect_failures = [var.zone_ids]
}

run "rejects_a_zone_name_for_an_id" {
  command = plan

  variables {
    zone_ids = { "example.com" = "example.com" }
  }

  expect_failures = [var.zone_ids]
}

run "rejects_a_wildcard_in_another_zone" {
  command = plan

  variables {
    zone_ids = { "example.com" = "Z0123456789ABCDEF", "*.example.com" = "Z0123456789ABCDEG" }
  }

  expect_failures = [var.zone_ids]
}

run "rejects_a_domain_without_a_zone" {
  command = plan

  variables {
    domain = "example.net"
  }

  expect_failures = [aws_acm_certificate.this]
}

run "rejects_an_old_key" {
  command = plan

  variables {
    key_algorithm = "RSA_1024"
  }

  expect_failures = [var.key_algorithm]
}

run "rejects_an_alarm_after_the_end" {
  command = plan

  variables {
    alarm_days = 0
  }

  expect_failures = [var.alarm_days]
}

run "rejects_a_topic_name_for_an_arn" {
  command = plan

  variables {
    alarms_topic_arn = "alarms"
  }

  expect_failures = [var.alarms_topic_arn]
}
