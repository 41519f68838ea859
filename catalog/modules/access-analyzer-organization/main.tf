locals {
  analyzers = merge(
    var.external_access ? { external = "ORGANIZATION" } : {},
    var.unused_access == null ? {} : { unused = "ORGANIZATION_UNUSED_ACCESS" },
  )

  detail_types = { external = "Access Analyzer Finding", unused = "Unused Access Finding for IAM entities" }
}

resource "aws_accessanalyzer_analyzer" "this" {
  for_each = local.analyzers

  analyzer_name = "${var.name}-${each.key}-access"
  type          = each.value

  dynamic "configuration" {
    for_each = each.key == "unused" ? [var.unused_access] : []

    content {
      unused_access {
        unused_access_age = configuration.value.age_days

        dynamic "analysis_rule" {
          for_each = length(configuration.value.excluded_account_ids) > 0 ? [sort(configuration.value.excluded_account_ids)] : []

          content {
            exclusion {
              account_ids = analysis_rule.value
            }
          }
        }
      }
    }
  }
}

resource "aws_accessanalyzer_archive_rule" "this" {
  for_each = var.archive_rules

  analyzer_name = try(aws_accessanalyzer_analyzer.this[each.value.analyzer].analyzer_name, "")
  rule_name     = each.key

  dynamic "filter" {
    for_each = each.value.filters

    content {
      criteria = filter.key
      eq       = filter.value.equals
      neq      = filter.value.not_equals
      contains = filter.value.contains
      exists   = filter.value.exists == null ? null : tostring(filter.value.exists)
    }
  }

  lifecycle {
    precondition {
      condition     = contains(keys(local.analyzers), each.value.analyzer)
      error_message = "the archive rule ${each.key} is for the analyzer of ${each.value.analyzer} access, which is off"
    }
  }
}

resource "aws_cloudwatch_event_rule" "findings" {
  count = var.finding_alerts == null ? 0 : 1

  name        = "${var.name}-access-analyzer-findings"
  description = "New findings of IAM Access Analyzer in any account"

  # A finding that an archive rule catches is not active.
  event_pattern = jsonencode({
    source        = ["aws.access-analyzer"]
    "detail-type" = [for analyzer in sort(var.finding_alerts.analyzers) : local.detail_types[analyzer]]
    detail        = { status = ["ACTIVE"] }
  })
}

resource "aws_cloudwatch_event_target" "findings" {
  count = var.finding_alerts == null ? 0 : 1

  rule      = aws_cloudwatch_event_rule.findings[0].name
  target_id = "alerts"
  arn       = var.finding_alerts.topic_arn
}
