mock_provider "aws" {}

variables {
  security_account_id = "222222222222"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_guardduty_organization_admin_account.this[0].admin_account_id == "222222222222" && aws_securityhub_organization_admin_account.this[0].admin_account_id == "222222222222"
    error_message = "GuardDuty and Security Hub must be handed over"
  }

  assert {
    condition     = length(aws_macie2_organization_admin_account.this) + length(aws_macie2_account.this) + length(aws_inspector2_delegated_admin_account.this) == 0
    error_message = "Macie and Inspector must be left alone"
  }

  assert {
    condition     = aws_guardduty_detector.this[0].enable && !aws_securityhub_account.this[0].enable_default_standards
    error_message = "the management account must be watched, without the default standards"
  }
}

run "all_services" {
  command = plan

  variables {
    services                 = ["guardduty", "inspector", "macie", "securityhub"]
    watch_management_account = false
  }

  assert {
    condition     = aws_macie2_organization_admin_account.this[0].admin_account_id == "222222222222" && aws_inspector2_delegated_admin_account.this[0].account_id == "222222222222" && aws_macie2_account.this[0].status == "ENABLED"
    error_message = "Macie and Inspector must be handed over"
  }

  assert {
    condition     = length(aws_guardduty_detector.this) + length(aws_securityhub_account.this) == 0
    error_message = "the management account must be left alone"
  }
}

run "rejects_a_short_account_id" {
  command = plan
  variables { security_account_id = "1234" }
  expect_failures = [var.security_account_id]
}

run "rejects_an_unknown_service" {
  command = plan
  variables { services = ["waf"] }
  expect_failures = [var.services]
}

run "rejects_no_service" {
  command = plan
  variables { services = [] }
  expect_failures = [var.services]
}
