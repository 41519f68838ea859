mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
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

  mock_resource "aws_route53_zone" {
    defaults = { zone_id = "Z0123456789ABCDEF", arn = "arn:aws:route53:::hostedzone/Z0123456789ABCDEF" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:us-east-1:222222222222:key/00000000-0000-0000-0000-000000000000" }
  }
}

variables {
  domain = "example.com"
}

run "rejects_a_dot_at_the_end" {
  command = plan

  variables {
    domain = "example.com."
  }

  expect_failures = [var.domain]
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

run "rejects_an_odd_ds_record" {
  command = plan

  variables {
    delegations        = { dev = ["ns1.example.net", "ns2.example.net"] }
    delegation_signers = { dev = ["12345"] }
  }

  expect_failures = [var.delegation_signers]
}

run "rejects_a_ds_record_without_a_delegation" {
  command = plan

  variables {
    delegation_signers = { dev = ["12345 13 2 1A2B"] }
  }

  expect_failures = [aws_route53_zone.this]
}

run "rejects_an_issuer_without_a_domain" {
  command = plan

  variables {
    caa_issuers = ["amazon"]
  }

  expect_failures = [var.caa_issuers]
}

run "rejects_a_report_address_without_a_host" {
  command = plan

  variables {
    caa_report_email = "security"
  }

  expect_failures = [var.caa_report_email]
}

run "rejects_a_mail_server_without_a_priority" {
  command = plan

  variables {
    mail = { mx = ["mx.example.net"] }
  }

  expect_failures = [var.mail]
}

run "rejects_an_odd_spf_record" {
  command = plan

  variables {
    mail = { spf = "-all" }
  }

  expect_failures = [var.mail]
}

run "rejects_an_odd_dmarc_record" {
  command = plan

  variables {
    mail = { dmarc = "reject" }
  }

  expect_failures = [var.mail]
}

run "rejects_an_alias_without_a_zone" {
  command = plan

  variables {
    apex_alias = { dns_name = "d111111abcdef8.cloudfront.net", zone_id = "cloudfront" }
  }

  expect_failures = [var.apex_alias]
}

run "rejects_a_second_spf_record" {
  command = plan

  variables {
    apex_txt = ["v=spf1 -all"]
  }

  expect_failures = [var.apex_txt]
}

run "rejects_a_record_with_a_dot_at_the_end" {
  command = plan

  variables {
    records = { www = { name = "www.", type = "A", values = ["192.0.2.1"] } }
  }

  expect_failures = [var.records]
}

run "rejects_a_delegation_as_a_record" {
  command = plan

  variables {
    records = { dev = { name = "dev", type = "NS", values = ["ns1.example.net"] } }
  }

  expect_failures = [var.records]
}

run "rejects_two_canonical_names" {
  command = plan

  variables {
    records = { www = { name = "www", type = "CNAME", values = ["example.com", "example.net"] } }
  }

  expect_failures = [var.records]
}

run "rejects_a_record_of_no_time" {
  command = plan

  variables {
    records = { www = { name = "www", type = "A", values = ["192.0.2.1"], ttl = 0 } }
  }

  expect_failures = [var.records]
}

run "rejects_a_second_dmarc_record" {
  command = plan

  variables {
    records = { dmarc = { name = "_dmarc", type = "TXT", values = ["v=DMARC1; p=none"] } }
  }

  expect_failures = [var.records]
}

run "rejects_a_name_and_type_twice" {
  command = plan

  variables {
    records = { a = { name = "www", type = "A", values = ["192.0.2.1"] }, b = { name = "www", type = "A", values = ["192.0.2.2"] } }
  }

  expect_failures = [aws_route53_zone.this]
}

run "rejects_a_record_of_a_delegated_name" {
  command = plan

  variables {
    delegations = { dev = ["ns1.example.net", "ns2.example.net"] }
    records     = { dev = { name = "dev", type = "A", values = ["192.0.2.1"] } }
  }

  expect_failures = [aws_route53_zone.this]
}

run "rejects_a_short_key_window" {
  command = plan

  variables {
    dnssec = { key_deletion_window_days = 1 }
  }

  expect_failures = [var.dnssec]
}

run "rejects_an_odd_retention" {
  command = plan

  variables {
    query_logging = { retention_days = 100 }
  }

  expect_failures = [var.query_logging]
}

run "rejects_an_odd_delegation_set" {
  command = plan

  variables {
    delegation_set_id = "set"
  }

  expect_failures = [var.delegation_set_id]
}

run "rejects_a_topic_name_for_an_arn" {
  command = plan

  variables {
    alarms_topic_arn = "alarms"
  }

  expect_failures = [var.alarms_topic_arn]
}

run "rejects_signing_outside_us_east_1" {
  command = plan

  variables {
    dnssec = {}
  }

  override_data {
    target = data.aws_region.this
    values = { id = "eu-west-1" }
  }

  expect_failures = [aws_route53_zone.this]
}
