mock_provider "aws" {}

variables {
  domain = "example.com"

  zone_ids = {
    "example.com"   = "Z0123456789ABCDEF"
    "*.example.com" = "Z0123456789ABCDEF"
    "example.net"   = "Z0123456789ABCDEG"
  }
}

run "is_issued_in_public" {
  command = plan

  variables {
    alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-prod-alarms"
  }

  assert {
    condition     = aws_acm_certificate.this.domain_name == "example.com" && aws_acm_certificate.this.subject_alternative_names == toset(["*.example.com", "example.net"]) && aws_acm_certificate.this.validation_method == "DNS"
    error_message = "the certificate must hold all names and be validated by DNS"
  }

  assert {
    condition     = aws_acm_certificate.this.options[0].certificate_transparency_logging_preference == "ENABLED" && aws_acm_certificate.this.key_algorithm == "RSA_2048"
    error_message = "the certificate must be in the public logs"
  }

  assert {
    condition     = { for key, record in aws_route53_record.validation : key => record.zone_id } == { "example.com" = "Z0123456789ABCDEF", "example.net" = "Z0123456789ABCDEG" }
    error_message = "each name must be validated in its own zone, and a wildcard with its name"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.expiry.threshold == 30 && aws_cloudwatch_metric_alarm.expiry.treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.expiry.alarm_actions == toset([var.alarms_topic_arn])
    error_message = "the certificate's end, and its absence, must raise an alarm"
  }
}

run "comes_out_when_valid" {
  command = apply

  variables {
    domain        = "*.example.com"
    zone_ids      = { "*.example.com" = "Z0123456789ABCDEF" }
    key_algorithm = "EC_prime256v1"
  }

  override_resource {
    target = aws_acm_certificate.this
    values = {
      arn = "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
      domain_validation_options = [
        { domain_name = "*.example.com", resource_record_name = "_a.example.com.", resource_record_type = "CNAME", resource_record_value = "_b.acm-validations.aws." },
      ]
    }
  }

  assert {
    condition     = { for key, record in aws_route53_record.validation : key => "${record.name} ${one(record.records)}" } == { "example.com" = "_a.example.com. _b.acm-validations.aws." }
    error_message = "the record that AWS asks for must be written"
  }

  assert {
    condition     = output.arn == aws_acm_certificate_validation.this.certificate_arn && output.names == tolist(["*.example.com"])
    error_message = "others must get the certificate only when it is valid"
  }
}
