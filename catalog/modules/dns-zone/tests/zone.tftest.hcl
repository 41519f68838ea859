mock_provider "aws" {}

variables {
  domain = "dev.example.com"
}

run "is_public_and_says_who_may_issue" {
  command = plan

  assert {
    condition     = aws_route53_zone.this.name == "dev.example.com" && length(aws_route53_zone.this.vpc) == 0 && length(aws_route53_zone_association.this) == 0 && !aws_route53_zone.this.force_destroy
    error_message = "the zone must be public and protected from losing its records"
  }

  assert {
    condition     = aws_route53_record.caa[0].records == toset(["0 issue \"amazon.com\""])
    error_message = "only AWS may issue certificates"
  }

  assert {
    condition     = length(aws_acm_certificate.this) == 0 && output.certificate_arn == null
    error_message = "no certificate unless asked for"
  }
}

run "issues_a_certificate" {
  command = plan

  variables {
    certificate      = { subject_alternative_names = ["*.api.dev.example.com", "*.dev.example.com", "dev.example.com"] }
    alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
  }

  assert {
    condition     = aws_acm_certificate.this[0].domain_name == "dev.example.com" && aws_acm_certificate.this[0].validation_method == "DNS"
    error_message = "the certificate must be for the domain and validated by DNS"
  }

  assert {
    condition     = aws_acm_certificate.this[0].subject_alternative_names == toset(["*.dev.example.com", "*.api.dev.example.com"])
    error_message = "the wildcard must be there once, beside the names given"
  }

  assert {
    condition     = keys(aws_route53_record.validation) == ["api.dev.example.com", "dev.example.com"]
    error_message = "a name and its wildcard must share a record"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.certificate_expiry[0].threshold == 30 && aws_cloudwatch_metric_alarm.certificate_expiry[0].alarm_actions == toset([var.alarms_topic_arn])
    error_message = "the certificate's end must be watched"
  }
}

run "validates_the_certificate_before_it_is_used" {
  command = apply

  variables {
    certificate = {}
  }

  override_resource {
    target = aws_acm_certificate.this
    values = {
      arn = "arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
      domain_validation_options = [
        { domain_name = "dev.example.com", resource_record_name = "_a.dev.example.com.", resource_record_type = "CNAME", resource_record_value = "_b.acm-validations.aws." },
        { domain_name = "*.dev.example.com", resource_record_name = "_a.dev.example.com.", resource_record_type = "CNAME", resource_record_value = "_b.acm-validations.aws." },
      ]
    }
  }

  assert {
    condition     = { for key, record in aws_route53_record.validation : key => "${record.name} ${one(record.records)}" } == { "dev.example.com" = "_a.dev.example.com. _b.acm-validations.aws." }
    error_message = "one record must validate the name and its wildcard"
  }

  assert {
    condition     = output.certificate_arn == aws_acm_certificate_validation.this[0].certificate_arn
    error_message = "others must get the certificate only when it is valid"
  }
}

run "delegates_subdomains" {
  command = plan

  variables {
    domain            = "example.com"
    delegation_set_id = "N1PA6795SAMPLE"
    delegations       = { dev = ["ns1.example.net", "ns2.example.net"] }
    caa_issuers       = []
  }

  assert {
    condition     = aws_route53_record.delegation["dev"].name == "dev.example.com" && aws_route53_record.delegation["dev"].type == "NS" && length(aws_route53_record.delegation["dev"].records) == 2
    error_message = "the subdomain must be left to its own name servers"
  }

  assert {
    condition     = length(aws_route53_record.caa) == 0 && aws_route53_zone.this.delegation_set_id == "N1PA6795SAMPLE"
    error_message = "no issuers, no record; the delegation set must be used"
  }
}
