# Types that the catalog does not use yet, and that the list names already.

resource "aws_accessanalyzer_analyzer" "this" {
  analyzer_name = "acme"
}

resource "aws_accessanalyzer_archive_rule" "this" {
  analyzer_name = "acme"
  rule_name     = "acme"

  filter {
    criteria = "isPublic"
    eq       = ["false"]
  }
}

resource "aws_budgets_budget" "this" {
  name         = "acme"
  budget_type  = "COST"
  limit_amount = "100"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["platform@acme.example"]
  }
}

resource "aws_ce_anomaly_monitor" "this" {
  name              = "acme"
  monitor_type      = "DIMENSIONAL"
  monitor_dimension = "SERVICE"
}

resource "aws_guardduty_detector" "this" {}

resource "aws_guardduty_member" "this" {
  account_id  = "222222222222"
  detector_id = aws_guardduty_detector.this.id
  email       = "aws+dev@acme.example"
}

resource "aws_guardduty_organization_configuration" "this" {
  auto_enable_organization_members = "ALL"
  detector_id                      = aws_guardduty_detector.this.id
}

resource "aws_guardduty_publishing_destination" "this" {
  detector_id     = aws_guardduty_detector.this.id
  destination_arn = "arn:aws:s3:::acme-findings"
  kms_key_arn     = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000"
}

resource "aws_ram_resource_share" "this" {
  name = "acme"
}

resource "aws_securityhub_account" "this" {
  enable_default_standards = false
}

resource "aws_securityhub_finding_aggregator" "this" {
  linking_mode = "ALL_REGIONS"
}

resource "aws_securityhub_organization_admin_account" "this" {
  admin_account_id = "222222222222"
}

resource "aws_securityhub_organization_configuration" "this" {
  auto_enable = true
}

resource "aws_securityhub_standards_subscription" "this" {
  standards_arn = "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"
}

resource "aws_ssm_association" "this" {
  name = "AWS-UpdateSSMAgent"

  targets {
    key    = "InstanceIds"
    values = ["*"]
  }
}
