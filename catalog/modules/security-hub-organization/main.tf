data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  is_central    = var.central_configuration != null
  standard_arns = { for name, path in var.standards : name => "arn:${data.aws_partition.this.partition}:securityhub:${data.aws_region.this.id}::${path}" }
}

resource "aws_securityhub_account" "this" {
  count = var.enable_account ? 1 : 0

  enable_default_standards  = false
  auto_enable_controls      = true
  control_finding_generator = "SECURITY_CONTROL"
}

# Under central configuration the policy decides about this account too, and refuses subscriptions beside it.
resource "aws_securityhub_standards_subscription" "this" {
  for_each = local.is_central ? {} : local.standard_arns

  standards_arn = each.value

  depends_on = [aws_securityhub_account.this]
}

resource "aws_securityhub_finding_aggregator" "this" {
  count = var.finding_aggregation == null ? 0 : 1

  linking_mode      = var.finding_aggregation.linking_mode
  specified_regions = var.finding_aggregation.linking_mode == "ALL_REGIONS" ? null : var.finding_aggregation.regions

  depends_on = [aws_securityhub_account.this]
}

resource "aws_securityhub_organization_configuration" "this" {
  # The policy takes the place of both switches, and AWS wants them off then.
  auto_enable           = local.is_central ? false : var.enable_members
  auto_enable_standards = !local.is_central && var.enable_members ? "DEFAULT" : "NONE"

  organization_configuration {
    configuration_type = local.is_central ? "CENTRAL" : "LOCAL"
  }

  lifecycle {
    precondition {
      condition     = !local.is_central || var.finding_aggregation != null
      error_message = "`central_configuration` belongs to the region that aggregates findings: set `finding_aggregation` as well"
    }
  }

  depends_on = [aws_securityhub_account.this, aws_securityhub_finding_aggregator.this]
}

resource "aws_securityhub_configuration_policy" "this" {
  count = local.is_central ? 1 : 0

  name        = "${var.name}-organization"
  description = "Standards of all accounts of the organization"

  configuration_policy {
    service_enabled       = true
    enabled_standard_arns = values(local.standard_arns)

    # Naming what is off leaves on what AWS adds later.
    security_controls_configuration {
      disabled_control_identifiers = keys(var.central_configuration.disabled_controls)
    }
  }

  depends_on = [aws_securityhub_organization_configuration.this]
}

resource "aws_securityhub_configuration_policy_association" "this" {
  for_each = local.is_central ? var.central_configuration.target_ids : toset([])

  policy_id = aws_securityhub_configuration_policy.this[0].id
  target_id = each.value
}

resource "aws_cloudwatch_event_rule" "findings" {
  count = var.finding_alerts == null ? 0 : 1

  name        = "${var.name}-security-hub-findings"
  description = "New findings of Security Hub in any account: ${join(", ", sort(var.finding_alerts.severities))}"

  event_pattern = jsonencode({
    source        = ["aws.securityhub"]
    "detail-type" = ["Security Hub Findings - Imported"]
    detail = {
      findings = merge(
        {
          Severity    = { Label = sort(var.finding_alerts.severities) }
          Workflow    = { Status = ["NEW"] }
          RecordState = ["ACTIVE"]
        },
        length(var.finding_alerts.excluded_products) == 0 ? {} : { ProductName = [{ "anything-but" = sort(var.finding_alerts.excluded_products) }] },
      )
    }
  })
}

resource "aws_cloudwatch_event_target" "findings" {
  count = var.finding_alerts == null ? 0 : 1

  rule      = aws_cloudwatch_event_rule.findings[0].name
  target_id = "alerts"
  arn       = var.finding_alerts.topic_arn
}
