data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  dns_suffix = data.aws_partition.this.dns_suffix
  region     = data.aws_region.this.id

  # Priorities are fixed, so that a group that comes or goes renumbers no other. What is cheap and certain goes first.
  managed_groups = {
    ip_reputation    = { name = "AWSManagedRulesAmazonIpReputationList", priority = 100, mode = "block" }
    anonymous_ip     = { name = "AWSManagedRulesAnonymousIpList", priority = 110, mode = "off" }
    common           = { name = "AWSManagedRulesCommonRuleSet", priority = 120, mode = "block" }
    known_bad_inputs = { name = "AWSManagedRulesKnownBadInputsRuleSet", priority = 130, mode = "block" }
    sqli             = { name = "AWSManagedRulesSQLiRuleSet", priority = 140, mode = "block" }
    linux            = { name = "AWSManagedRulesLinuxRuleSet", priority = 150, mode = "block" }
    unix             = { name = "AWSManagedRulesUnixRuleSet", priority = 160, mode = "off" }
    windows          = { name = "AWSManagedRulesWindowsRuleSet", priority = 170, mode = "off" }
    php              = { name = "AWSManagedRulesPHPRuleSet", priority = 180, mode = "off" }
    wordpress        = { name = "AWSManagedRulesWordPressRuleSet", priority = 190, mode = "off" }
    admin_protection = { name = "AWSManagedRulesAdminProtectionRuleSet", priority = 200, mode = "off" }
  }

  modes = { for key, group in local.managed_groups : key => coalesce(try(var.managed_rules[key].mode, null), group.mode) }

  # With exceptions, the rule of AWS only labels long bodies, and the last rule of this web ACL refuses those outside the exceptions.
  size_rule       = "SizeRestrictions_BODY"
  size_label      = "awswaf:managed:aws:core-rule-set:SizeRestrictions_Body"
  size_exceptions = local.modes.common == "off" ? [] : sort(var.body_size_exceptions)

  rule_actions = {
    for key in keys(local.managed_groups) : key => merge(
      try(var.managed_rules[key].rule_actions, {}),
      key == "common" && length(local.size_exceptions) > 0 ? { (local.size_rule) = "count" } : {},
    )
  }

  groups = { for key, group in local.managed_groups : key => {
    rule         = replace(key, "_", "-")
    name         = group.name
    priority     = group.priority
    count_only   = local.modes[key] == "count"
    version      = try(var.managed_rules[key].version, null)
    rule_actions = local.rule_actions[key]
  } if local.modes[key] != "off" }
}

resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = "Protects ${var.scope == "CLOUDFRONT" ? "distributions" : "load balancers and APIs"} of ${var.name}"
  scope       = var.scope

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = local.address_sets

    content {
      name     = rule.key
      priority = rule.value.priority

      action {
        dynamic "allow" {
          for_each = rule.value.action == "allow" ? [1] : []
          content {}
        }

        dynamic "block" {
          for_each = rule.value.action == "block" ? [1] : []
          content {}
        }
      }

      statement {
        ip_set_reference_statement {
          arn = aws_wafv2_ip_set.this[rule.key].arn
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = var.countries == null ? [] : [var.countries]

    content {
      name     = "countries"
      priority = 30

      action {
        block {}
      }

      statement {
        dynamic "geo_match_statement" {
          for_each = rule.value.mode == "deny" ? [1] : []

          content {
            country_codes = sort(rule.value.listed)
          }
        }

        dynamic "not_statement" {
          for_each = rule.value.mode == "allow" ? [1] : []

          content {
            statement {
              geo_match_statement {
                country_codes = sort(rule.value.listed)
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-countries"
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = var.rate_limit == null ? [] : [var.rate_limit]

    content {
      name     = "rate-limit"
      priority = 40

      action {
        dynamic "block" {
          for_each = rule.value.mode == "block" ? [1] : []

          content {
            custom_response {
              response_code = 429
            }
          }
        }

        dynamic "count" {
          for_each = rule.value.mode == "count" ? [1] : []
          content {}
        }
      }

      statement {
        rate_based_statement {
          limit                 = rule.value.requests
          evaluation_window_sec = rule.value.window_seconds
          aggregate_key_type    = rule.value.forwarded_ip_header == null ? "IP" : "FORWARDED_IP"

          dynamic "forwarded_ip_config" {
            for_each = rule.value.forwarded_ip_header == null ? [] : [rule.value.forwarded_ip_header]

            content {
              header_name = forwarded_ip_config.value

              # An address that cannot be read is no reason to refuse a client at once.
              fallback_behavior = "NO_MATCH"
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-rate-limit"
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = local.groups

    content {
      name     = rule.value.rule
      priority = rule.value.priority

      override_action {
        dynamic "count" {
          for_each = rule.value.count_only ? [1] : []
          content {}
        }

        dynamic "none" {
          for_each = rule.value.count_only ? [] : [1]
          content {}
        }
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.value.name
          version     = rule.value.version

          dynamic "rule_action_override" {
            for_each = rule.value.rule_actions

            content {
              name = rule_action_override.key

              action_to_use {
                dynamic "allow" {
                  for_each = rule_action_override.value == "allow" ? [1] : []
                  content {}
                }

                dynamic "block" {
                  for_each = rule_action_override.value == "block" ? [1] : []
                  content {}
                }

                dynamic "count" {
                  for_each = rule_action_override.value == "count" ? [1] : []
                  content {}
                }

                dynamic "captcha" {
                  for_each = rule_action_override.value == "captcha" ? [1] : []
                  content {}
                }

                dynamic "challenge" {
                  for_each = rule_action_override.value == "challenge" ? [1] : []
                  content {}
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-${rule.value.rule}"
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = length(local.size_exceptions) > 0 ? [local.size_exceptions] : []

    content {
      name     = "body-size"
      priority = 300

      action {
        dynamic "block" {
          for_each = local.modes.common == "block" ? [1] : []
          content {}
        }

        dynamic "count" {
          for_each = local.modes.common == "count" ? [1] : []
          content {}
        }
      }

      statement {
        and_statement {
          statement {
            label_match_statement {
              scope = "LABEL"
              key   = local.size_label
            }
          }

          dynamic "statement" {
            for_each = rule.value

            content {
              not_statement {
                statement {
                  byte_match_statement {
                    positional_constraint = "STARTS_WITH"
                    search_string         = statement.value

                    field_to_match {
                      uri_path {}
                    }

                    # A path is compared as the service will read it: "/uploads/../login" is no upload.
                    text_transformation {
                      priority = 0
                      type     = "URL_DECODE"
                    }

                    text_transformation {
                      priority = 1
                      type     = "NORMALIZE_PATH"
                    }
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-body-size"
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }

  tags = { Name = var.name }

  lifecycle {
    precondition {
      condition     = var.scope == "REGIONAL" || local.region == "us-east-1"
      error_message = "a web ACL for CloudFront must be in us-east-1, not in ${local.region}"
    }

    precondition {
      condition     = var.scope == "REGIONAL" || length(var.associations) == 0
      error_message = "associations must be empty for CloudFront: a distribution names its web ACL itself"
    }

    precondition {
      condition     = length(var.body_size_exceptions) == 0 || !contains(keys(try(var.managed_rules["common"].rule_actions, {})), local.size_rule)
      error_message = "managed_rules gives ${local.size_rule} an action, which body_size_exceptions needs: leave one of them out"
    }
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  for_each = var.associations

  resource_arn = each.value
  web_acl_arn  = aws_wafv2_web_acl.this.arn
}
