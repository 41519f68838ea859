locals {
  alarm_actions = compact([var.alarms_topic_arn])

  signing_alarms = var.dnssec == null ? {} : {
    failure    = { metric = "DNSSECInternalFailure", description = "Signing of ${var.domain} fails: resolvers that check signatures may refuse its answers" }
    key-action = { metric = "DNSSECKeySigningKeysNeedingAction", description = "The signing key of ${var.domain} needs action: Route 53 cannot use its KMS key" }
  }
}

data "aws_iam_policy_document" "signing_key" {
  count = var.dnssec == null ? 0 : 1

  statement {
    sid       = "AccountAdministersTheKey"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }

  statement {
    sid       = "RouteSignsZones"
    actions   = ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["dnssec-route53.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [aws_route53_zone.this.arn]
    }
  }

  statement {
    sid       = "RouteGrantsItselfTheKey"
    actions   = ["kms:CreateGrant"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["dnssec-route53.amazonaws.com"]
    }

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}

# AWS rotates no asymmetric keys: a new one has to be made known to the registrar first.
resource "aws_kms_key" "signing" {
  count = var.dnssec == null ? 0 : 1

  description              = "Signing key of the zone ${var.domain}"
  customer_master_key_spec = "ECC_NIST_P256"
  key_usage                = "SIGN_VERIFY"
  deletion_window_in_days  = var.dnssec.key_deletion_window_days
  policy                   = data.aws_iam_policy_document.signing_key[0].json

  tags = { Name = "${local.label}-dnssec" }
}

resource "aws_kms_alias" "signing" {
  count = var.dnssec == null ? 0 : 1

  name          = "alias/${local.label}-dnssec"
  target_key_id = aws_kms_key.signing[0].key_id
}

resource "aws_route53_key_signing_key" "this" {
  count = var.dnssec == null ? 0 : 1

  name                       = substr(replace(local.label, "-", "_"), 0, 100)
  hosted_zone_id             = aws_route53_zone.this.zone_id
  key_management_service_arn = aws_kms_key.signing[0].arn
  status                     = "ACTIVE"
}

resource "aws_route53_hosted_zone_dnssec" "this" {
  count = var.dnssec == null ? 0 : 1

  hosted_zone_id = aws_route53_zone.this.zone_id
  signing_status = "SIGNING"

  depends_on = [aws_route53_key_signing_key.this]
}

resource "aws_cloudwatch_metric_alarm" "signing" {
  for_each = local.signing_alarms

  alarm_name          = "${var.domain}-dnssec-${each.key}"
  alarm_description   = each.value.description
  namespace           = "AWS/Route53"
  metric_name         = each.value.metric
  dimensions          = { HostedZoneId = aws_route53_zone.this.zone_id }
  statistic           = "Maximum"
  period              = 86400
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  # The metric comes every four hours while the zone is signed: a day of silence means that it is not.
  treat_missing_data = "breaching"

  depends_on = [aws_route53_hosted_zone_dnssec.this]
}
