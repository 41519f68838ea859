mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
}

variables {
  name = "acme"
}

run "defaults" {
  command = plan

  assert {
    condition     = !aws_securityhub_account.this[0].enable_default_standards && aws_securityhub_account.this[0].control_finding_generator == "SECURITY_CONTROL" && aws_securityhub_account.this[0].auto_enable_controls
    error_message = "the account must be on without the default standards"
  }

  assert {
    condition     = toset(values(aws_securityhub_standards_subscription.this)[*].standards_arn) == toset(["arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0", "arn:aws:securityhub:eu-west-1::standards/cis-aws-foundations-benchmark/v/3.0.0"])
    error_message = "the account must be checked against both standards"
  }

  assert {
    condition     = aws_securityhub_organization_configuration.this.auto_enable && aws_securityhub_organization_configuration.this.auto_enable_standards == "DEFAULT" && aws_securityhub_organization_configuration.this.organization_configuration[0].configuration_type == "LOCAL"
    error_message = "new members must be checked"
  }

  assert {
    condition     = length(aws_securityhub_finding_aggregator.this) + length(aws_securityhub_configuration_policy.this) + length(aws_cloudwatch_event_rule.findings) == 0
    error_message = "what belongs to the home region must be off by default"
  }
}

run "home_region" {
  command = plan

  variables {
    finding_aggregation   = {}
    central_configuration = { target_ids = ["r-a1b2", "ou-a1b2-c3d4e5f6"], disabled_controls = { "IAM.6" = "keys of root users are in a safe" } }
    finding_alerts        = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:acme-security-alarms", excluded_products = ["GuardDuty"] }
  }

  assert {
    condition     = aws_securityhub_finding_aggregator.this[0].linking_mode == "ALL_REGIONS" && aws_securityhub_finding_aggregator.this[0].specified_regions == null
    error_message = "findings of all regions must come together"
  }

  assert {
    condition     = aws_securityhub_organization_configuration.this.organization_configuration[0].configuration_type == "CENTRAL" && !aws_securityhub_organization_configuration.this.auto_enable && aws_securityhub_organization_configuration.this.auto_enable_standards == "NONE"
    error_message = "the policy must decide"
  }

  assert {
    condition     = length(aws_securityhub_configuration_policy.this[0].configuration_policy[0].enabled_standard_arns) == 2 && aws_securityhub_configuration_policy.this[0].configuration_policy[0].security_controls_configuration[0].disabled_control_identifiers == toset(["IAM.6"]) && length(aws_securityhub_standards_subscription.this) == 0
    error_message = "the policy must hold the standards"
  }

  assert {
    condition     = keys(aws_securityhub_configuration_policy_association.this) == ["ou-a1b2-c3d4e5f6", "r-a1b2"]
    error_message = "the policy must hold for the targets"
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.findings[0].event_pattern).detail.findings == { Severity = { Label = ["CRITICAL", "HIGH"] }, Workflow = { Status = ["NEW"] }, RecordState = ["ACTIVE"], ProductName = [{ "anything-but" = ["GuardDuty"] }] } && aws_cloudwatch_event_target.findings[0].arn == "arn:aws:sns:eu-west-1:222222222222:acme-security-alarms"
    error_message = "new critical and high findings must reach the topic"
  }
}

run "account_that_is_on_already" {
  command = plan

  variables {
    enable_account      = false
    enable_members      = false
    finding_aggregation = { linking_mode = "SPECIFIED_REGIONS", regions = ["us-east-1"] }
  }

  assert {
    condition     = length(aws_securityhub_account.this) == 0 && !aws_securityhub_organization_configuration.this.auto_enable && aws_securityhub_organization_configuration.this.auto_enable_standards == "NONE" && output.hub_arn == null
    error_message = "account and members must be left alone"
  }

  assert {
    condition     = aws_securityhub_finding_aggregator.this[0].specified_regions == toset(["us-east-1"])
    error_message = "the region must be linked"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_an_unversioned_standard" {
  command = plan
  variables { standards = { cis = "cis-aws-foundations-benchmark" } }
  expect_failures = [var.standards]
}

run "rejects_a_policy_for_nobody" {
  command = plan
  variables {
    finding_aggregation   = {}
    central_configuration = { target_ids = [] }
  }
  expect_failures = [var.central_configuration]
}

run "rejects_a_bad_control" {
  command = plan
  variables {
    finding_aggregation   = {}
    central_configuration = { target_ids = ["r-a1b2"], disabled_controls = { "IAM" = "keys of root users are in a safe" } }
  }
  expect_failures = [var.central_configuration]
}

run "rejects_a_disabled_control_without_reason" {
  command = plan
  variables {
    finding_aggregation   = {}
    central_configuration = { target_ids = ["r-a1b2"], disabled_controls = { "IAM.6" = "no" } }
  }
  expect_failures = [var.central_configuration]
}

run "rejects_a_policy_outside_of_the_home_region" {
  command = plan
  variables { central_configuration = { target_ids = ["r-a1b2"] } }
  expect_failures = [aws_securityhub_organization_configuration.this]
}

run "rejects_an_unknown_linking_mode" {
  command = plan
  variables { finding_aggregation = { linking_mode = "SOME", regions = ["us-east-1"] } }
  expect_failures = [var.finding_aggregation]
}

run "rejects_regions_that_do_not_count" {
  command = plan
  variables { finding_aggregation = { regions = ["us-east-1"] } }
  expect_failures = [var.finding_aggregation]
}

run "rejects_a_bad_region" {
  command = plan
  variables { finding_aggregation = { linking_mode = "SPECIFIED_REGIONS", regions = ["ireland"] } }
  expect_failures = [var.finding_aggregation]
}

run "rejects_a_topic_name" {
  command = plan
  variables { finding_alerts = { topic_arn = "alarms" } }
  expect_failures = [var.finding_alerts]
}

run "rejects_an_unknown_severity" {
  command = plan
  variables { finding_alerts = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:acme-security-alarms", severities = ["BAD"] } }
  expect_failures = [var.finding_alerts]
}
