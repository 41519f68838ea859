resource "aws_ecr_registry_scanning_configuration" "this" {
  count = var.registry != null ? 1 : 0

  scan_type = var.registry.enhanced_scanning ? "ENHANCED" : "BASIC"

  rule {
    scan_frequency = var.registry.enhanced_scanning ? "CONTINUOUS_SCAN" : "SCAN_ON_PUSH"

    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}

resource "aws_ecr_replication_configuration" "this" {
  count = var.registry == null ? 0 : length(var.registry.replication_regions) > 0 ? 1 : 0

  replication_configuration {
    rule {
      dynamic "destination" {
        for_each = sort(var.registry.replication_regions)

        content {
          region      = destination.value
          registry_id = local.account_id
        }
      }

      repository_filter {
        filter      = "${var.name}/"
        filter_type = "PREFIX_MATCH"
      }
    }
  }
}

locals {
  # A basic scan reports the repository's name, an enhanced scan its ARN.
  finding_severities = var.finding_alerts == null ? [] : sort(var.finding_alerts.severities)

  finding_pattern = {
    source        = ["aws.ecr", "aws.inspector2"]
    "detail-type" = ["ECR Image Scan", "Inspector2 Scan"]
    detail = {
      "repository-name" = [{ prefix = "${var.name}/" }, { wildcard = "*:repository/${var.name}/*" }]
      "$or"             = [for severity in local.finding_severities : { "finding-severity-counts" = { (severity) = [{ numeric = [">", 0] }] } }]
    }
  }
}

resource "aws_cloudwatch_event_rule" "findings" {
  count = var.finding_alerts != null ? 1 : 0

  name          = "${replace(var.name, "/", "-")}-ecr-findings"
  description   = "Image scans of ${var.name} that ended with findings"
  event_pattern = jsonencode(local.finding_pattern)
}

resource "aws_cloudwatch_event_target" "findings" {
  count = var.finding_alerts != null ? 1 : 0

  rule      = aws_cloudwatch_event_rule.findings[0].name
  target_id = "alarms"
  arn       = var.finding_alerts.topic_arn
}
