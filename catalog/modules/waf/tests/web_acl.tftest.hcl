mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_region" {
    defaults = { id = "us-east-1" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name = "acme-prod"
}

run "blocks_known_attacks_by_default" {
  command = plan

  assert {
    condition = { for rule in aws_wafv2_web_acl.this.rule : rule.priority => rule.name } == {
      "40" = "rate-limit", "100" = "ip-reputation", "120" = "common", "130" = "known-bad-inputs", "140" = "sqli", "150" = "linux"
    }
    error_message = "the groups that fit every service must be on, and the order must not change"
  }

  assert {
    condition     = alltrue([for rule in aws_wafv2_web_acl.this.rule : length(rule.override_action[0].none) == 1 && length(rule.override_action[0].count) == 0 if rule.name != "rate-limit"])
    error_message = "groups must block"
  }

  assert {
    condition     = alltrue([for rule in aws_wafv2_web_acl.this.rule : length(rule.statement[0].managed_rule_group_statement[0].rule_action_override) == 0 if rule.name != "rate-limit"])
    error_message = "no rule may be weakened unless asked for"
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0] if rule.name == "rate-limit"]).limit == 2000 && one([for rule in aws_wafv2_web_acl.this.rule : rule.action[0].block[0].custom_response[0] if rule.name == "rate-limit"]).response_code == 429
    error_message = "floods must be answered with 429"
  }

  assert {
    condition     = aws_wafv2_web_acl.this.scope == "REGIONAL" && alltrue([for rule in aws_wafv2_web_acl.this.rule : rule.visibility_config[0].sampled_requests_enabled && rule.visibility_config[0].cloudwatch_metrics_enabled])
    error_message = "each rule must be measured and sampled"
  }

  assert {
    condition     = length(aws_wafv2_web_acl_association.this) == 0 && length(aws_wafv2_ip_set.this) == 0
    error_message = "options must be off when not asked for"
  }
}

run "logs_requests_without_credentials" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.this[0].name == "aws-waf-logs-acme-prod" && aws_cloudwatch_log_group.this[0].retention_in_days == 365 && aws_kms_key.logs[0].enable_key_rotation
    error_message = "the log must be kept for a year under a rotated key"
  }

  assert {
    condition     = [for field in aws_wafv2_web_acl_logging_configuration.this[0].redacted_fields : field.single_header[0].name] == ["authorization", "cookie"]
    error_message = "credentials must not get into the log"
  }

  assert {
    condition     = length(aws_wafv2_web_acl_logging_configuration.this[0].logging_filter) == 0
    error_message = "every request must be logged"
  }

  assert {
    condition     = data.aws_iam_policy_document.log_delivery[0].statement[0].resources == toset(["arn:aws:logs:us-east-1:111111111111:log-group:aws-waf-logs-acme-prod:*"])
    error_message = "log delivery may write to this group alone"
  }
}

run "protects_load_balancers" {
  command = plan

  variables {
    associations = { public = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/acme-prod-public/0123456789abcdef" }

    managed_rules = {
      common       = { rule_actions = { NoUserAgent_HEADER = "count", GenericRFI_BODY = "captcha" } }
      sqli         = { mode = "count" }
      linux        = { mode = "off" }
      anonymous_ip = { mode = "block", version = "Version_1.0" }
    }

    body_size_exceptions = ["/uploads/", "/api/import"]
    rate_limit           = { requests = 500, window_seconds = 60, mode = "count", forwarded_ip_header = "X-Forwarded-For" }
    alarms_topic_arn     = "arn:aws:sns:us-east-1:111111111111:acme-prod-alarms"
  }

  assert {
    condition     = keys(aws_wafv2_web_acl_association.this) == ["public"]
    error_message = "the load balancer must be protected"
  }

  assert {
    condition     = toset([for rule in aws_wafv2_web_acl.this.rule : rule.name]) == toset(["rate-limit", "ip-reputation", "anonymous-ip", "common", "known-bad-inputs", "sqli", "body-size"])
    error_message = "groups must come and go by their mode"
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : length(rule.override_action[0].count) if rule.name == "sqli"]) == 1 && one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].managed_rule_group_statement[0].version if rule.name == "anonymous-ip"]) == "Version_1.0"
    error_message = "mode and version must reach the group"
  }

  assert {
    condition = one([for rule in aws_wafv2_web_acl.this.rule : {
      for override in rule.statement[0].managed_rule_group_statement[0].rule_action_override : override.name =>
      [for action in ["allow", "block", "count", "captcha"] : action if length({ allow = override.action_to_use[0].allow, block = override.action_to_use[0].block, count = override.action_to_use[0].count, captcha = override.action_to_use[0].captcha }[action]) > 0]
    } if rule.name == "common"]) == { NoUserAgent_HEADER = ["count"], GenericRFI_BODY = ["captcha"], SizeRestrictions_BODY = ["count"] }
    error_message = "single rules must get the actions asked for, and long bodies be labelled only"
  }

  assert {
    condition = one([for rule in aws_wafv2_web_acl.this.rule : [
      for statement in rule.statement[0].and_statement[0].statement : statement.not_statement[0].statement[0].byte_match_statement[0].search_string if length(statement.not_statement) > 0
    ] if rule.name == "body-size"]) == ["/api/import", "/uploads/"]
    error_message = "long bodies must be refused outside the exceptions"
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].and_statement[0].statement[0].label_match_statement[0].key if rule.name == "body-size"]) == "awswaf:managed:aws:core-rule-set:SizeRestrictions_Body"
    error_message = "long bodies must be known by the label of AWS"
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : length(rule.action[0].block) if rule.name == "body-size"]) == 1
    error_message = "long bodies must be blocked"
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0] if rule.name == "rate-limit"]).aggregate_key_type == "FORWARDED_IP" && one([for rule in aws_wafv2_web_acl.this.rule : length(rule.action[0].count) if rule.name == "rate-limit"]) == 1
    error_message = "clients behind a proxy must be told apart by the header"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.blocked.dimensions == tomap({ WebACL = "acme-prod", Region = "us-east-1", Rule = "ALL" }) && aws_cloudwatch_metric_alarm.blocked.alarm_actions == toset([var.alarms_topic_arn])
    error_message = "a surge of blocked requests must raise an alarm"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.rate_limited[0].metric_name == "CountedRequests" && aws_cloudwatch_metric_alarm.rate_limited[0].dimensions["Rule"] == "acme-prod-rate-limit"
    error_message = "a flood that is only counted must raise an alarm too"
  }
}

run "protects_distributions" {
  command = plan

  variables {
    scope         = "CLOUDFRONT"
    countries     = { listed = ["FR", "DE"], mode = "allow" }
    denied_cidrs  = ["203.0.113.0/24", "2001:db8:1::/48"]
    allowed_cidrs = ["198.51.100.7/32"]
    logging       = { retention_days = 90, redacted_headers = ["x-api-key"], allowed_requests = false }
  }

  assert {
    condition     = { for key, set in aws_wafv2_ip_set.this : key => "${set.scope} ${set.ip_address_version} ${one(set.addresses)}" } == { denied-ipv4 = "CLOUDFRONT IPV4 203.0.113.0/24", denied-ipv6 = "CLOUDFRONT IPV6 2001:db8:1::/48", allowed-ipv4 = "CLOUDFRONT IPV4 198.51.100.7/32" }
    error_message = "addresses must be sorted by version"
  }

  assert {
    condition     = { for rule in aws_wafv2_web_acl.this.rule : rule.name => length(rule.action[0].block) == 1 ? "block" : "allow" if contains([0, 1, 10, 30], rule.priority) } == { denied-ipv4 = "block", denied-ipv6 = "block", allowed-ipv4 = "allow", countries = "block" }
    error_message = "listed addresses and countries must be refused or let through"
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].not_statement[0].statement[0].geo_match_statement[0].country_codes if rule.name == "countries"]) == tolist(["DE", "FR"])
    error_message = "all countries but those listed must be refused"
  }

  assert {
    condition     = aws_wafv2_web_acl_logging_configuration.this[0].logging_filter[0].default_behavior == "DROP" && one(aws_wafv2_web_acl_logging_configuration.this[0].logging_filter[0].filter).behavior == "KEEP"
    error_message = "only remarkable requests must be logged"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.blocked.dimensions == tomap({ WebACL = "acme-prod", Rule = "ALL" })
    error_message = "metrics of distributions have no region"
  }
}

run "stays_bare_on_request" {
  command = plan

  variables {
    countries            = { listed = ["KP"] }
    managed_rules        = { common = { mode = "off" } }
    body_size_exceptions = ["/uploads/"]
    rate_limit           = null
    logging              = null
  }

  assert {
    condition     = length(aws_wafv2_web_acl_logging_configuration.this) == 0 && length(aws_kms_key.logs) == 0 && length(aws_cloudwatch_metric_alarm.rate_limited) == 0 && output.log_group_name == null
    error_message = "nothing may be left of options that are off"
  }

  assert {
    condition     = toset([for rule in aws_wafv2_web_acl.this.rule : rule.name]) == toset(["countries", "ip-reputation", "known-bad-inputs", "sqli", "linux"])
    error_message = "without the common group nothing labels long bodies, so the exceptions need no rule"
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].geo_match_statement[0].country_codes if rule.name == "countries"]) == tolist(["KP"])
    error_message = "the listed country must be refused"
  }
}
