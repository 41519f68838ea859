locals {
  detector_id = var.detector_id == null ? aws_guardduty_detector.this[0].id : var.detector_id

  # Every feature is set, wanted or not: what is left out would keep whatever AWS turned on for a new detector.
  features = {
    S3_DATA_EVENTS         = var.features.s3_data_events
    EKS_AUDIT_LOGS         = var.features.eks_audit_logs
    EBS_MALWARE_PROTECTION = var.features.ebs_malware_protection
    RDS_LOGIN_EVENTS       = var.features.rds_login_events
    LAMBDA_NETWORK_LOGS    = var.features.lambda_network_logs
    RUNTIME_MONITORING     = var.runtime_monitoring != null
  }

  # In the order in which GuardDuty answers, so that plans stay empty.
  agents = [
    { name = "EKS_ADDON_MANAGEMENT", wanted = var.runtime_monitoring == null ? false : var.runtime_monitoring.eks },
    { name = "ECS_FARGATE_AGENT_MANAGEMENT", wanted = var.runtime_monitoring == null ? false : var.runtime_monitoring.ecs_fargate },
    { name = "EC2_AGENT_MANAGEMENT", wanted = var.runtime_monitoring == null ? false : var.runtime_monitoring.ec2 },
  ]
}

resource "aws_guardduty_detector" "this" {
  count = var.detector_id == null ? 1 : 0

  enable                       = true
  finding_publishing_frequency = var.finding_publishing_frequency
}

resource "aws_guardduty_detector_feature" "this" {
  for_each = local.features

  detector_id = local.detector_id
  name        = each.key
  status      = each.value ? "ENABLED" : "DISABLED"

  dynamic "additional_configuration" {
    for_each = each.key == "RUNTIME_MONITORING" ? local.agents : []

    content {
      name   = additional_configuration.value.name
      status = additional_configuration.value.wanted ? "ENABLED" : "DISABLED"
    }
  }
}

resource "aws_guardduty_organization_configuration" "this" {
  detector_id                      = local.detector_id
  auto_enable_organization_members = var.member_accounts
}

resource "aws_guardduty_organization_configuration_feature" "this" {
  for_each = local.features

  detector_id = local.detector_id
  name        = each.key
  auto_enable = each.value ? var.member_accounts : "NONE"

  dynamic "additional_configuration" {
    for_each = each.key == "RUNTIME_MONITORING" ? local.agents : []

    content {
      name        = additional_configuration.value.name
      auto_enable = additional_configuration.value.wanted ? var.member_accounts : "NONE"
    }
  }

  depends_on = [aws_guardduty_organization_configuration.this]
}

resource "aws_guardduty_publishing_destination" "this" {
  count = var.publishing == null ? 0 : 1

  detector_id     = local.detector_id
  destination_arn = var.publishing.bucket_arn
  kms_key_arn     = var.publishing.kms_key_arn
}

resource "aws_cloudwatch_event_rule" "findings" {
  count = var.finding_alerts == null ? 0 : 1

  name        = "${var.name}-guardduty-findings"
  description = "GuardDuty findings of severity ${var.finding_alerts.minimum_severity} and more in any account"

  event_pattern = jsonencode({
    source        = ["aws.guardduty"]
    "detail-type" = ["GuardDuty Finding"]
    detail        = { severity = [{ numeric = [">=", var.finding_alerts.minimum_severity] }] }
  })
}

resource "aws_cloudwatch_event_target" "findings" {
  count = var.finding_alerts == null ? 0 : 1

  rule      = aws_cloudwatch_event_rule.findings[0].name
  target_id = "alerts"
  arn       = var.finding_alerts.topic_arn
}
