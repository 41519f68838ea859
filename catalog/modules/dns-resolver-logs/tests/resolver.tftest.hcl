mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name    = "acme-prod"
  vpc_ids = { app = "vpc-0123456789abcdef0", mgmt = "vpc-0123456789abcdef1" }
}

run "logs_every_question" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.this[0].name == "/aws/route53resolver/acme-prod" && aws_cloudwatch_log_group.this[0].retention_in_days == 365 && aws_kms_key.logs[0].enable_key_rotation
    error_message = "questions must be kept for a year under a rotated key"
  }

  assert {
    condition     = tomap({ for key, association in aws_route53_resolver_query_log_config_association.this : key => association.resource_id }) == var.vpc_ids
    error_message = "each VPC must be logged"
  }

  assert {
    condition     = data.aws_iam_policy_document.log_delivery[0].statement[0].resources == toset(["arn:aws:logs:eu-west-1:222222222222:log-group:/aws/route53resolver/acme-prod:*"])
    error_message = "log delivery may write to this group alone"
  }

  assert {
    condition     = length(aws_route53_resolver_firewall_rule_group.this) == 0 && length(aws_route53_resolver_firewall_config.this) == 0 && output.firewall_rule_group_id == null
    error_message = "there must be no firewall unless asked for"
  }
}

run "logs_to_a_bucket" {
  command = plan

  variables {
    query_log = { s3_bucket_arn = "arn:aws:s3:::acme-logs-dns" }
  }

  assert {
    condition     = aws_route53_resolver_query_log_config.this[0].destination_arn == "arn:aws:s3:::acme-logs-dns" && length(aws_cloudwatch_log_group.this) == 0 && length(aws_kms_key.logs) == 0
    error_message = "the bucket must take the place of the log group"
  }
}

run "refuses_bad_names" {
  command = plan

  variables {
    query_log = null

    firewall = {
      managed_list_ids = { malware = "rslvr-fdl-0123456789abcdef", guardduty = "rslvr-fdl-0123456789abcdee" }
      blocked_domains  = ["*.example.net"]
      allowed_domains  = ["good.example.net"]
    }

    alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-prod-alarms"
  }

  assert {
    condition     = { for key, rule in aws_route53_resolver_firewall_rule.this : key => "${rule.priority} ${rule.action} ${rule.block_response == null ? "" : rule.block_response}" } == { allowed = "10 ALLOW ", blocked = "20 BLOCK NXDOMAIN", malware = "100 BLOCK NXDOMAIN", guardduty = "130 BLOCK NXDOMAIN" }
    error_message = "exceptions must go first, and all other lists block"
  }

  assert {
    condition     = aws_route53_resolver_firewall_rule.this["malware"].firewall_domain_list_id == "rslvr-fdl-0123456789abcdef" && keys(aws_route53_resolver_firewall_domain_list.this) == ["allowed", "blocked"]
    error_message = "lists of AWS must be used as they are"
  }

  assert {
    condition     = alltrue([for config in aws_route53_resolver_firewall_config.this : config.firewall_fail_open == "DISABLED"]) && keys(aws_route53_resolver_firewall_rule_group_association.this) == ["app", "mgmt"]
    error_message = "each VPC must be filtered, also when the filter does not work"
  }

  assert {
    condition     = keys(aws_cloudwatch_metric_alarm.list) == ["blocked", "guardduty", "malware"] && aws_cloudwatch_metric_alarm.list["malware"].alarm_actions == toset([var.alarms_topic_arn])
    error_message = "a question for a bad name must raise an alarm"
  }

  assert {
    condition     = length(aws_route53_resolver_query_log_config.this) == 0 && length(aws_route53_resolver_query_log_config_association.this) == 0
    error_message = "nothing may be left of a log that is off"
  }
}

run "only_alerts" {
  command = plan

  variables {
    firewall = { managed_list_ids = { botnet = "rslvr-fdl-0123456789abcdef" }, mode = "alert", fail_open = true }
  }

  assert {
    condition     = aws_route53_resolver_firewall_rule.this["botnet"].action == "ALERT" && aws_route53_resolver_firewall_rule.this["botnet"].block_response == null && aws_route53_resolver_firewall_config.this["app"].firewall_fail_open == "ENABLED"
    error_message = "questions must pass and be logged"
  }
}
