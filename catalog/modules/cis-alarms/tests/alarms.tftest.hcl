mock_provider "aws" {}

variables {
  name             = "acme-cis"
  log_group_name   = "/cloudtrail/acme-organization"
  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-management-alarms"
}

run "defaults" {
  command = plan

  assert {
    condition     = toset([for name, alarm in aws_cloudwatch_metric_alarm.this : regex("^CIS 4\\.([0-9]+): ", alarm.alarm_description)[0]]) == toset([for number in range(1, 16) : tostring(number)])
    error_message = "all fifteen controls must have an alarm"
  }

  assert {
    condition     = keys(aws_cloudwatch_log_metric_filter.this) == keys(aws_cloudwatch_metric_alarm.this) && alltrue([for filter in aws_cloudwatch_log_metric_filter.this : filter.log_group_name == "/cloudtrail/acme-organization"])
    error_message = "each alarm must have its filter on the log group"
  }

  assert {
    condition     = alltrue([for name, alarm in aws_cloudwatch_metric_alarm.this : alarm.metric_name == one(aws_cloudwatch_log_metric_filter.this[name].metric_transformation).name && alarm.namespace == one(aws_cloudwatch_log_metric_filter.this[name].metric_transformation).namespace])
    error_message = "each alarm must watch the metric of its filter"
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.threshold == 1 && alarm.treat_missing_data == "notBreaching" && alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:111111111111:acme-management-alarms"])])
    error_message = "the first event must tell the topic"
  }

  assert {
    condition     = alltrue([for filter in aws_cloudwatch_log_metric_filter.this : length(filter.pattern) <= 1024 && startswith(filter.pattern, "{") && endswith(filter.pattern, "}")])
    error_message = "patterns must be JSON patterns that CloudWatch accepts"
  }

  assert {
    condition     = aws_cloudwatch_log_metric_filter.this["key-disabling"].pattern == "{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}" && aws_cloudwatch_log_metric_filter.this["cloudtrail-changes"].pattern == "{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=DeleteTrail) || ($.eventName=StartLogging) || ($.eventName=StopLogging)}"
    error_message = "patterns must be worded as Security Hub checks for"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.silence.treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.silence.evaluation_periods * aws_cloudwatch_metric_alarm.silence.period == 7200 && aws_cloudwatch_metric_alarm.silence.dimensions == tomap({ LogGroupName = "/cloudtrail/acme-organization" })
    error_message = "two hours of silence must raise an alarm"
  }
}

run "looks_for_each_event" {
  command = plan

  assert {
    condition = alltrue([for name, words in {
      unauthorized-calls     = ["CIS 4.1:", "UnauthorizedOperation", "AccessDenied"]
      console-without-mfa    = ["CIS 4.2:", "ConsoleLogin", "MFAUsed"]
      root-use               = ["CIS 4.3:", "userIdentity.type=\"Root\""]
      iam-changes            = ["CIS 4.4:", "AttachUserPolicy", "PutRolePolicy"]
      cloudtrail-changes     = ["CIS 4.5:", "StopLogging", "DeleteTrail"]
      console-failures       = ["CIS 4.6:", "Failed authentication"]
      key-disabling          = ["CIS 4.7:", "DisableKey", "ScheduleKeyDeletion"]
      bucket-policy-changes  = ["CIS 4.8:", "PutBucketPolicy", "DeleteBucketPolicy"]
      config-changes         = ["CIS 4.9:", "StopConfigurationRecorder", "DeleteDeliveryChannel"]
      security-group-changes = ["CIS 4.10:", "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"]
      network-acl-changes    = ["CIS 4.11:", "CreateNetworkAclEntry", "ReplaceNetworkAclEntry"]
      gateway-changes        = ["CIS 4.12:", "AttachInternetGateway", "CreateCustomerGateway"]
      route-table-changes    = ["CIS 4.13:", "CreateRoute", "ReplaceRoute"]
      vpc-changes            = ["CIS 4.14:", "CreateVpcPeeringConnection", "DeleteVpc"]
      organization-changes   = ["CIS 4.15:", "LeaveOrganization", "DetachPolicy"]
    } : alltrue([for word in words : strcontains("${aws_cloudwatch_metric_alarm.this[name].alarm_description} ${aws_cloudwatch_log_metric_filter.this[name].pattern}", word)])])
    error_message = "each alarm must look for the events of its control"
  }
}

run "excluded_and_quieter" {
  command = plan

  variables {
    alarms_topic_arn = null
    excluded         = { gateway-changes = "gateways are watched by the network team" }
    thresholds       = { unauthorized-calls = 10 }
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 14 && !contains(keys(aws_cloudwatch_log_metric_filter.this), "gateway-changes") && output.excluded["gateway-changes"] == "gateways are watched by the network team"
    error_message = "the excluded alarm must be gone, and its reason kept"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["unauthorized-calls"].threshold == 10 && length(aws_cloudwatch_metric_alarm.this["root-use"].alarm_actions) == 0
    error_message = "the threshold must hold, and without a topic there is no action"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "CIS" }
  expect_failures = [var.name]
}

run "rejects_a_log_group_arn" {
  command = plan
  variables { log_group_name = "arn:aws:logs:eu-west-1:111111111111:log-group:x" }
  expect_failures = [var.log_group_name]
}

run "rejects_a_topic_name" {
  command = plan
  variables { alarms_topic_arn = "alarms" }
  expect_failures = [var.alarms_topic_arn]
}

run "rejects_a_namespace_of_aws" {
  command = plan
  variables { metric_namespace = "AWS/Logs" }
  expect_failures = [var.metric_namespace]
}

run "rejects_an_exclusion_without_reason" {
  command = plan
  variables { excluded = { gateway-changes = "no" } }
  expect_failures = [var.excluded]
}

run "rejects_an_unknown_alarm" {
  command = plan
  variables { excluded = { gateways = "gateways are watched by the network team" } }
  expect_failures = [aws_cloudwatch_metric_alarm.silence]
}

run "rejects_an_unknown_threshold" {
  command = plan
  variables { thresholds = { gateways = 5 } }
  expect_failures = [aws_cloudwatch_metric_alarm.silence]
}

run "rejects_a_threshold_of_nothing" {
  command = plan
  variables { thresholds = { root-use = 0 } }
  expect_failures = [var.thresholds]
}

run "rejects_a_silence_of_days" {
  command = plan
  variables { silence_hours = 48 }
  expect_failures = [var.silence_hours]
}
