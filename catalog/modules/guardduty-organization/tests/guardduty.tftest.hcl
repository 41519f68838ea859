mock_provider "aws" {}

variables {
  name = "acme"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_guardduty_detector.this[0].enable && aws_guardduty_detector.this[0].finding_publishing_frequency == "FIFTEEN_MINUTES"
    error_message = "the detector must be on"
  }

  assert {
    condition     = aws_guardduty_organization_configuration.this.auto_enable_organization_members == "ALL"
    error_message = "all accounts must be watched"
  }

  assert {
    condition     = { for name, feature in aws_guardduty_detector_feature.this : name => feature.status } == { EBS_MALWARE_PROTECTION = "ENABLED", EKS_AUDIT_LOGS = "ENABLED", LAMBDA_NETWORK_LOGS = "ENABLED", RDS_LOGIN_EVENTS = "ENABLED", RUNTIME_MONITORING = "DISABLED", S3_DATA_EVENTS = "ENABLED" }
    error_message = "all features but runtime monitoring must be on"
  }

  assert {
    condition     = alltrue([for name, feature in aws_guardduty_organization_configuration_feature.this : feature.auto_enable == (name == "RUNTIME_MONITORING" ? "NONE" : "ALL")])
    error_message = "members must get the same features"
  }

  assert {
    condition     = alltrue([for agent in aws_guardduty_detector_feature.this["RUNTIME_MONITORING"].additional_configuration : agent.status == "DISABLED"])
    error_message = "no agent must be installed by default"
  }

  assert {
    condition     = length(aws_guardduty_publishing_destination.this) + length(aws_cloudwatch_event_rule.findings) == 0
    error_message = "findings must stay in GuardDuty by default"
  }
}

run "everything" {
  command = plan

  variables {
    features           = { lambda_network_logs = false }
    runtime_monitoring = { ec2 = false }
    finding_alerts     = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:acme-security-alarms" }
    publishing         = { bucket_arn = "arn:aws:s3:::acme-logs-guardduty", kms_key_arn = "arn:aws:kms:eu-west-1:222222222222:key/00000000-0000-0000-0000-000000000000" }
  }

  assert {
    condition     = aws_guardduty_detector_feature.this["LAMBDA_NETWORK_LOGS"].status == "DISABLED" && aws_guardduty_organization_configuration_feature.this["LAMBDA_NETWORK_LOGS"].auto_enable == "NONE"
    error_message = "a feature that is not wanted must be off everywhere"
  }

  assert {
    condition     = { for agent in aws_guardduty_organization_configuration_feature.this["RUNTIME_MONITORING"].additional_configuration : agent.name => agent.auto_enable } == { EKS_ADDON_MANAGEMENT = "ALL", ECS_FARGATE_AGENT_MANAGEMENT = "ALL", EC2_AGENT_MANAGEMENT = "NONE" }
    error_message = "members must get the agents that are wanted"
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.findings[0].event_pattern).detail.severity == [{ numeric = [">=", 7] }] && aws_cloudwatch_event_target.findings[0].arn == "arn:aws:sns:eu-west-1:222222222222:acme-security-alarms"
    error_message = "high findings must reach the topic"
  }

  assert {
    condition     = aws_guardduty_publishing_destination.this[0].destination_arn == "arn:aws:s3:::acme-logs-guardduty"
    error_message = "findings must reach the bucket"
  }
}

run "existing_detector" {
  command = plan

  variables {
    detector_id     = "0123456789abcdef0123456789abcdef"
    member_accounts = "NONE"
  }

  assert {
    condition     = length(aws_guardduty_detector.this) == 0 && aws_guardduty_organization_configuration.this.detector_id == "0123456789abcdef0123456789abcdef" && output.detector_id == "0123456789abcdef0123456789abcdef"
    error_message = "the present detector must be used"
  }

  assert {
    condition     = alltrue([for feature in aws_guardduty_organization_configuration_feature.this : feature.auto_enable == "NONE"])
    error_message = "members must be left alone"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_a_bad_detector" {
  command = plan
  variables { detector_id = "detector" }
  expect_failures = [var.detector_id]
}

run "rejects_unknown_members" {
  command = plan
  variables { member_accounts = "SOME" }
  expect_failures = [var.member_accounts]
}

run "rejects_an_unknown_frequency" {
  command = plan
  variables { finding_publishing_frequency = "DAILY" }
  expect_failures = [var.finding_publishing_frequency]
}

run "rejects_a_bucket_name" {
  command = plan
  variables { publishing = { bucket_arn = "acme-logs", kms_key_arn = "arn:aws:kms:eu-west-1:222222222222:key/00000000-0000-0000-0000-000000000000" } }
  expect_failures = [var.publishing]
}

run "rejects_a_key_alias" {
  command = plan
  variables { publishing = { bucket_arn = "arn:aws:s3:::acme-logs", kms_key_arn = "alias/acme" } }
  expect_failures = [var.publishing]
}

run "rejects_a_topic_name" {
  command = plan
  variables { finding_alerts = { topic_arn = "alarms" } }
  expect_failures = [var.finding_alerts]
}

run "rejects_a_severity_of_nothing" {
  command = plan
  variables { finding_alerts = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:acme-security-alarms", minimum_severity = 0 } }
  expect_failures = [var.finding_alerts]
}
