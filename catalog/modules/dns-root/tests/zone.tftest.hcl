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

run "protects_a_domain_without_mail" {
  command = plan

  assert {
    condition     = aws_route53_record.mx[0].records == toset(["0 ."]) && aws_route53_record.apex_txt[0].records == toset(["v=spf1 -all"]) && startswith(one(aws_route53_record.dmarc[0].records), "v=DMARC1; p=reject; sp=reject")
    error_message = "nobody may take or send mail in the name of the domain"
  }

  assert {
    condition     = aws_route53_record.dkim[0].name == "*._domainkey.example.com" && aws_route53_record.dkim[0].records == toset(["v=DKIM1; p="])
    error_message = "no signing key may be valid"
  }

  assert {
    condition     = aws_route53_record.caa[0].records == toset(["0 issue \"amazon.com\""])
    error_message = "only AWS may issue certificates"
  }

  assert {
    condition     = !aws_route53_zone.this.force_destroy && length(aws_route53_zone.this.vpc) == 0
    error_message = "the zone must be public and protected from losing its records"
  }

  assert {
    condition     = length(aws_route53_hosted_zone_dnssec.this) == 0 && length(aws_route53_query_log.this) == 0 && length(aws_route53_record.apex_alias) == 0 && output.ds_record == null
    error_message = "options must be off when not asked for"
  }
}

run "hands_subdomains_to_other_zones" {
  command = plan

  variables {
    delegations        = { dev = ["ns1.example.net", "ns2.example.net"], prod = ["ns3.example.net", "ns4.example.net"] }
    delegation_signers = { prod = ["12345 13 2 1A2B3C4D5E6F"] }
  }

  assert {
    condition     = aws_route53_record.delegation["dev"].name == "dev.example.com" && aws_route53_record.delegation["dev"].type == "NS" && keys(aws_route53_record.delegation) == ["dev", "prod"]
    error_message = "subdomains must be left to their own name servers"
  }

  assert {
    condition     = aws_route53_record.delegation_signer["prod"].type == "DS" && keys(aws_route53_record.delegation_signer) == ["prod"]
    error_message = "signed subdomains must be vouched for"
  }
}

run "has_mail_and_a_site" {
  command = plan

  variables {
    caa_report_email = "security@example.com"

    mail = {
      mx    = ["10 mx1.example.net", "20 mx2.example.net"]
      spf   = "v=spf1 include:_spf.example.net -all"
      dmarc = "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
    }

    apex_txt   = ["service-verification=0123456789"]
    apex_alias = { dns_name = "d111111abcdef8.cloudfront.net", zone_id = "Z2FDTNDATAQYW2", ipv6 = true }

    records = {
      www  = { name = "www", type = "CNAME", values = ["example.com"] }
      dkim = { name = "s1._domainkey", type = "TXT", values = [join("", [for n in range(300) : "x"])] }
    }
  }

  assert {
    condition     = length(aws_route53_record.mx[0].records) == 2 && length(aws_route53_record.dkim) == 0 && startswith(one(aws_route53_record.dmarc[0].records), "v=DMARC1; p=reject; rua=")
    error_message = "the records of the mail service must replace those of a domain without mail"
  }

  assert {
    condition     = aws_route53_record.apex_txt[0].records == toset(["v=spf1 include:_spf.example.net -all", "service-verification=0123456789"])
    error_message = "SPF and proofs of ownership must share one record"
  }

  assert {
    condition     = keys(aws_route53_record.apex_alias) == ["A", "AAAA"] && aws_route53_record.apex_alias["A"].alias[0].zone_id == "Z2FDTNDATAQYW2"
    error_message = "the bare domain must lead to the site over both protocols"
  }

  assert {
    condition     = length(one(aws_route53_record.this["dkim"].records)) == 302 && strcontains(one(aws_route53_record.this["dkim"].records), "x\"\"x") && aws_route53_record.this["www"].name == "www.example.com"
    error_message = "long texts must be split"
  }

  assert {
    condition     = contains(aws_route53_record.caa[0].records, "0 iodef \"mailto:security@example.com\"")
    error_message = "authorities must know whom to tell"
  }
}

run "leaves_mail_records_to_others" {
  command = plan

  variables {
    mail        = {}
    caa_issuers = []
  }

  assert {
    condition     = length(aws_route53_record.mx) == 0 && length(aws_route53_record.apex_txt) == 0 && length(aws_route53_record.dmarc) == 0 && length(aws_route53_record.dkim) == 0 && length(aws_route53_record.caa) == 0
    error_message = "nothing may be written that is not asked for"
  }
}

run "signs_the_zone" {
  command = apply

  variables {
    dnssec           = {}
    alarms_topic_arn = "arn:aws:sns:us-east-1:222222222222:acme-shared-alarms"
  }

  assert {
    condition     = aws_kms_key.signing[0].customer_master_key_spec == "ECC_NIST_P256" && aws_kms_key.signing[0].key_usage == "SIGN_VERIFY" && aws_kms_key.signing[0].deletion_window_in_days == 30
    error_message = "the key must be of the kind that signs zones, and slow to die"
  }

  assert {
    condition     = aws_route53_key_signing_key.this[0].name == "example_com" && aws_route53_key_signing_key.this[0].status == "ACTIVE" && aws_route53_hosted_zone_dnssec.this[0].signing_status == "SIGNING"
    error_message = "the zone must be signed"
  }

  assert {
    condition     = anytrue([for condition in data.aws_iam_policy_document.signing_key[0].statement[1].condition : condition.variable == "aws:SourceArn" && condition.values == tolist([aws_route53_zone.this.arn])])
    error_message = "the key may sign this zone alone"
  }

  assert {
    condition     = toset([for alarm in aws_cloudwatch_metric_alarm.signing : "${alarm.metric_name} ${alarm.treat_missing_data}"]) == toset(["DNSSECInternalFailure breaching", "DNSSECKeySigningKeysNeedingAction breaching"])
    error_message = "signing must be watched, and silence be an alarm"
  }
}

run "logs_queries" {
  command = plan

  variables {
    query_logging = { retention_days = 90 }
  }

  assert {
    condition     = aws_cloudwatch_log_group.queries[0].name == "/aws/route53/example.com" && aws_cloudwatch_log_group.queries[0].retention_in_days == 90 && aws_kms_key.logs[0].enable_key_rotation
    error_message = "queries must be kept under a rotated key"
  }

  assert {
    condition     = data.aws_iam_policy_document.query_log[0].statement[0].resources == toset(["arn:aws:logs:us-east-1:222222222222:log-group:/aws/route53/example.com:*"])
    error_message = "Route 53 may write to this group alone"
  }
}
