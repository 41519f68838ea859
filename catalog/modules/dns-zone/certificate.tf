locals {
  certificate_names = var.certificate == null ? [] : distinct(concat(["*.${var.domain}"], var.certificate.subject_alternative_names))

  # A name and its wildcard share one validation record. The keys come from the input, so they are known before the certificate is.
  validation_names = var.certificate == null ? toset([]) : toset([for name in concat([var.domain], local.certificate_names) : trimprefix(name, "*.")])

  amazon_issuers = ["amazon.com", "amazonaws.com", "amazontrust.com", "awstrust.com"]
  alarm_actions  = compact([var.alarms_topic_arn])
}

resource "aws_acm_certificate" "this" {
  count = var.certificate == null ? 0 : 1

  domain_name               = var.domain
  subject_alternative_names = [for name in local.certificate_names : name if name != var.domain]
  validation_method         = "DNS"

  tags = { Name = var.domain }

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = local.public
      error_message = "a certificate needs a public zone: AWS cannot see the validation records of a private one"
    }

    precondition {
      condition     = alltrue([for name in local.certificate_names : name == var.domain || endswith(name, ".${var.domain}")])
      error_message = "certificate.subject_alternative_names must all end with .${var.domain}: only those can be validated through this zone"
    }

    precondition {
      condition     = length(var.caa_issuers) == 0 || length(setintersection(var.caa_issuers, local.amazon_issuers)) > 0
      error_message = "caa_issuers forbids AWS to issue the certificate: add amazon.com"
    }
  }
}

resource "aws_route53_record" "validation" {
  for_each = local.validation_names

  zone_id = aws_route53_zone.this.zone_id
  name    = [for option in aws_acm_certificate.this[0].domain_validation_options : option.resource_record_name if trimprefix(option.domain_name, "*.") == each.key][0]
  type    = "CNAME"
  ttl     = 300
  records = [[for option in aws_acm_certificate.this[0].domain_validation_options : option.resource_record_value if trimprefix(option.domain_name, "*.") == each.key][0]]

  # A second certificate for the same name, in another region, has the very same record.
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  count = var.certificate == null ? 0 : 1

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]

  # The authority reads the CAA record before it issues.
  depends_on = [aws_route53_record.caa]
}

resource "aws_cloudwatch_metric_alarm" "certificate_expiry" {
  count = var.certificate == null ? 0 : 1

  alarm_name          = "${var.domain}-certificate-expiry"
  alarm_description   = "The certificate of ${var.domain} ends in less than ${var.certificate_alarm_days} days: AWS could not renew it, look for its validation records in the zone"
  namespace           = "AWS/CertificateManager"
  metric_name         = "DaysToExpiry"
  dimensions          = { CertificateArn = aws_acm_certificate.this[0].arn }
  statistic           = "Minimum"
  period              = 86400
  evaluation_periods  = 1
  comparison_operator = "LessThanThreshold"
  threshold           = var.certificate_alarm_days
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  # The metric comes twice a day and ends with the certificate: a raised alarm must outlive it, a gap must not raise one.
  treat_missing_data = "ignore"
}
