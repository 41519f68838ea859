mock_provider "aws" {}

variables {
  domain = "dev.example.com"
}

run "rejects_a_dot_at_the_end" {
  command = plan

  variables {
    domain = "dev.example.com."
  }

  expect_failures = [var.domain]
}

run "rejects_capitals" {
  command = plan

  variables {
    domain = "Dev.example.com"
  }

  expect_failures = [var.domain]
}

run "rejects_a_vpc_name" {
  command = plan

  variables {
    private_vpc_ids = ["main"]
  }

  expect_failures = [var.private_vpc_ids]
}

run "rejects_a_vpc_twice" {
  command = plan

  variables {
    private_vpc_ids = ["vpc-0123456789abcdef0", "vpc-0123456789abcdef0"]
  }

  expect_failures = [var.private_vpc_ids]
}

run "rejects_a_star_in_the_middle" {
  command = plan

  variables {
    certificate = { subject_alternative_names = ["a.*.dev.example.com"] }
  }

  expect_failures = [var.certificate]
}

run "rejects_a_dot_before_the_domain" {
  command = plan

  variables {
    delegations = { "dev." = ["ns1.example.net", "ns2.example.net"] }
  }

  expect_failures = [var.delegations]
}

run "rejects_a_single_name_server" {
  command = plan

  variables {
    delegations = { dev = ["ns1.example.net"] }
  }

  expect_failures = [var.delegations]
}

run "rejects_an_odd_delegation_set" {
  command = plan

  variables {
    delegation_set_id = "set"
  }

  expect_failures = [var.delegation_set_id]
}

run "rejects_an_issuer_without_a_domain" {
  command = plan

  variables {
    caa_issuers = ["amazon"]
  }

  expect_failures = [var.caa_issuers]
}

run "rejects_an_alarm_after_the_end" {
  command = plan

  variables {
    certificate_alarm_days = 0
  }

  expect_failures = [var.certificate_alarm_days]
}

run "rejects_a_topic_name_for_an_arn" {
  command = plan

  variables {
    alarms_topic_arn = "alarms"
  }

  expect_failures = [var.alarms_topic_arn]
}

run "rejects_a_certificate_for_a_private_zone" {
  command = plan

  variables {
    private_vpc_ids = ["vpc-0123456789abcdef0"]
    certificate     = {}
  }

  expect_failures = [aws_acm_certificate.this]
}

run "rejects_a_name_outside_the_zone" {
  command = plan

  variables {
    certificate = { subject_alternative_names = ["www.example.com"] }
  }

  expect_failures = [aws_acm_certificate.this]
}

run "rejects_issuers_without_amazon" {
  command = plan

  variables {
    caa_issuers = ["letsencrypt.org"]
    certificate = {}
  }

  expect_failures = [aws_acm_certificate.this]
}

run "rejects_a_delegation_set_for_a_private_zone" {
  command = plan

  variables {
    private_vpc_ids   = ["vpc-0123456789abcdef0"]
    delegation_set_id = "N1PA6795SAMPLE"
  }

  expect_failures = [aws_route53_zone.this]
}

run "rejects_delegations_in_a_private_zone" {
  command = plan

  variables {
    private_vpc_ids = ["vpc-0123456789abcdef0"]
    delegations     = { dev = ["ns1.example.net", "ns2.example.net"] }
  }

  expect_failures = [aws_route53_zone.this]
}
