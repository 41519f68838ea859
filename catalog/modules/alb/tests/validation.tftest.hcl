mock_provider "aws" {}

variables {
  name            = "acme-dev"
  vpc_id          = "vpc-0123456789abcdef0"
  subnet_ids      = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  certificate_arn = "arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
}

run "rejects_a_long_name" {
  command = plan

  variables {
    name = "acme-development-public-websites-x"
  }

  expect_failures = [var.name]
}

run "rejects_a_reserved_name" {
  command = plan

  variables {
    name = "internal-web"
  }

  expect_failures = [var.name]
}

run "rejects_a_vpc_name" {
  command = plan

  variables {
    vpc_id = "main"
  }

  expect_failures = [var.vpc_id]
}

run "rejects_one_subnet" {
  command = plan

  variables {
    subnet_ids = ["subnet-0123456789abcdef0"]
  }

  expect_failures = [var.subnet_ids]
}

run "rejects_a_domain_for_a_certificate" {
  command = plan

  variables {
    certificate_arn = "example.com"
  }

  expect_failures = [var.certificate_arn]
}

run "rejects_a_domain_for_a_further_certificate" {
  command = plan

  variables {
    additional_certificate_arns = { shop = "shop.example.com" }
  }

  expect_failures = [var.additional_certificate_arns]
}

run "rejects_an_address_without_a_length" {
  command = plan

  variables {
    ingress_cidrs = ["10.0.0.1"]
  }

  expect_failures = [var.ingress_cidrs]
}

run "rejects_a_group_name" {
  command = plan

  variables {
    ingress_security_group_ids = { web = "web" }
  }

  expect_failures = [var.ingress_security_group_ids]
}

run "rejects_a_target_range_without_a_length" {
  command = plan

  variables {
    egress_cidrs = ["10.0.0.1"]
  }

  expect_failures = [var.egress_cidrs]
}

run "rejects_a_bucket_arn" {
  command = plan

  variables {
    access_logs = { bucket = "arn:aws:s3:::acme-logs-alb" }
  }

  expect_failures = [var.access_logs]
}

run "rejects_a_prefix_with_a_slash" {
  command = plan

  variables {
    access_logs = { bucket = "acme-logs-alb", prefix = "acme/" }
  }

  expect_failures = [var.access_logs]
}

run "rejects_old_tls" {
  command = plan

  variables {
    ssl_policy = "ELBSecurityPolicy-2016-08"
  }

  expect_failures = [var.ssl_policy]
}

run "rejects_old_tls_beside_new" {
  command = plan

  variables {
    ssl_policy = "ELBSecurityPolicy-TLS13-1-0-2021-06"
  }

  expect_failures = [var.ssl_policy]
}

run "rejects_half_a_second" {
  command = plan

  variables {
    hsts_max_age_seconds = 0.5
  }

  expect_failures = [var.hsts_max_age_seconds]
}

run "rejects_an_endless_timeout" {
  command = plan

  variables {
    idle_timeout_seconds = 4001
  }

  expect_failures = [var.idle_timeout_seconds]
}

run "rejects_a_record_without_a_domain" {
  command = plan

  variables {
    alias_records = { app = { zone_id = "Z1", name = "app" } }
  }

  expect_failures = [var.alias_records]
}

run "rejects_a_classic_web_acl" {
  command = plan

  variables {
    waf = { web_acl_arn = "arn:aws:waf::111111111111:webacl/1" }
  }

  expect_failures = [var.waf]
}

run "rejects_a_limit_of_nothing" {
  command = plan

  variables {
    alarm_thresholds = { latency_p95_seconds = 0 }
  }

  expect_failures = [var.alarm_thresholds]
}

run "rejects_more_than_all_requests" {
  command = plan

  variables {
    alarm_thresholds = { target_5xx_percent = 101 }
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
