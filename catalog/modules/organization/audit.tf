# What would blind those who watch the accounts.
data "aws_iam_policy_document" "audit" {
  dynamic "statement" {
    for_each = var.guardrails.audit ? ["KeepAuditRunning"] : []

    content {
      sid    = statement.value
      effect = "Deny"
      actions = [
        "access-analyzer:CreateArchiveRule",
        "access-analyzer:DeleteAnalyzer",
        "access-analyzer:UpdateArchiveRule",
        "cloudtrail:DeleteEventDataStore",
        "cloudtrail:DeleteTrail",
        "cloudtrail:PutEventSelectors",
        "cloudtrail:StopEventDataStoreIngestion",
        "cloudtrail:StopLogging",
        "cloudtrail:UpdateTrail",
        "config:DeleteAggregationAuthorization",
        "config:DeleteConfigRule",
        "config:DeleteConfigurationAggregator",
        "config:DeleteConfigurationRecorder",
        "config:DeleteConformancePack",
        "config:DeleteDeliveryChannel",
        "config:DeleteEvaluationResults",
        "config:DeleteRetentionConfiguration",
        "config:PutConfigurationRecorder",
        "config:PutDeliveryChannel",
        "config:PutRetentionConfiguration",
        "config:StopConfigurationRecorder",
        "guardduty:CreateFilter",
        "guardduty:CreateIPSet",
        "guardduty:DeleteDetector",
        "guardduty:DeleteMembers",
        "guardduty:DeletePublishingDestination",
        "guardduty:Disassociate*",
        "guardduty:StopMonitoringMembers",
        "guardduty:UpdateDetector",
        "guardduty:UpdateFilter",
        "guardduty:UpdateIPSet",
        "guardduty:UpdatePublishingDestination",
        "securityhub:BatchDisableStandards",
        "securityhub:DeleteMembers",
        "securityhub:Disable*",
        "securityhub:Disassociate*",
        "securityhub:UpdateStandardsControl",
      ]
      resources = ["*"]

      dynamic "condition" {
        for_each = local.exempt_conditions

        content {
          test     = "ArnNotLike"
          variable = "aws:PrincipalArn"
          values   = condition.value
        }
      }
    }
  }
}
