locals {
  # A name and its wildcard share one validation record. The keys come from the input, so they are known before the certificate is.
  validation_zone_ids = { for name, id in var.zone_ids : trimprefix(name, "*.") => id... }

  alarm_actions = compact([var.alarms_topic_arn])
}

resource "aws_acm_certificate" "this" {
  domain_name               = var.domain
  subject_alternative_names = [for name in keys(var.zone_ids) : name if name != var.domain]
  validation_method         = "DNS"
  key_algorithm             = var.key_algorithm

  # Browsers trust no certificate that is missing from the public logs.
  options {
    certificate_transparency_logging_preference = "ENABLED"
  }

  tags = { Name = var.domain }

  lifecycle {
    # A listener or distribution must get the next certificate before the old one goes.
    create_before_destroy = true

    precondition {
      condition     = contains(keys(var.zone_ids), var.domain)
      error_message = "domain must be one of the keys of zone_ids"
    }
  }
}

resource "aws_route53_record" "validation" {
  for_each = local.validation_zone_ids

  zone_id = each.value[0]
  name    = [for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_name if trimprefix(option.domain_name, "*.") == each.key][0]
  type    = "CNAME"
  ttl     = 300
  records = [[for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_value if trimprefix(option.domain_name, "*.") == each.key][0]]

  # A second certificate for the same name, in another region, has the very same record.
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

resource "aws_cloudwatch_metric_alarm" "expiry" {
  alarm_name          = "${var.domain}-certificate-expiry"
  alarm_description   = "The certificate of ${var.domain} ends in less than ${var.alarm_days} days, or is gone: AWS could not renew it, look for its validation records in the zone"
  namespace           = "AWS/CertificateManager"
  metric_name         = "DaysToExpiry"
  dimensions          = { CertificateArn = aws_acm_certificate_validation.this.certificate_arn }
  statistic           = "Minimum"
  period              = 86400
  evaluation_periods  = 1
  comparison_operator = "LessThanThreshold"
  threshold           = var.alarm_days
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  # The metric comes twice a day and ends with the certificate.
  treat_missing_data = "breaching"
}
