locals {
  alarm_actions = compact([var.alarms_topic_arn])

  own_lists = var.firewall == null ? {} : { for key, domains in {
    allowed = var.firewall.allowed_domains
    blocked = var.firewall.blocked_domains
  } : key => domains if length(domains) > 0 }

  list_ids = merge(
    { for key, list in aws_route53_resolver_firewall_domain_list.this : key => list.id },
    var.firewall == null ? {} : var.firewall.managed_list_ids,
  )

  # Fixed, so that a list that comes or goes renumbers no other.
  priorities = { allowed = 10, blocked = 20, malware = 100, botnet = 110, aggregate = 120, guardduty = 130 }

  rules = { for key in var.firewall == null ? [] : concat(keys(local.own_lists), keys(var.firewall.managed_list_ids)) : key => {
    priority = local.priorities[key]
    action   = key == "allowed" ? "ALLOW" : upper(var.firewall.mode)
  } }

  watched_lists = toset([for key in keys(local.rules) : key if key != "allowed"])
}

resource "aws_route53_resolver_firewall_domain_list" "this" {
  for_each = local.own_lists

  name    = "${var.name}-${each.key}"
  domains = each.value

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_route53_resolver_firewall_rule_group" "this" {
  count = var.firewall == null ? 0 : 1

  name = "${var.name}-dns"

  tags = { Name = "${var.name}-dns" }
}

resource "aws_route53_resolver_firewall_rule" "this" {
  for_each = local.rules

  name                    = "${var.name}-${each.key}"
  firewall_rule_group_id  = aws_route53_resolver_firewall_rule_group.this[0].id
  firewall_domain_list_id = local.list_ids[each.key]
  priority                = each.value.priority
  action                  = each.value.action
  block_response          = each.value.action == "BLOCK" ? "NXDOMAIN" : null
}

resource "aws_route53_resolver_firewall_rule_group_association" "this" {
  for_each = var.firewall == null ? {} : var.vpc_ids

  name                   = "${var.name}-${each.key}"
  firewall_rule_group_id = aws_route53_resolver_firewall_rule_group.this[0].id
  vpc_id                 = each.value
  priority               = 200

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_route53_resolver_firewall_config" "this" {
  for_each = var.firewall == null ? {} : var.vpc_ids

  resource_id        = each.value
  firewall_fail_open = var.firewall.fail_open ? "ENABLED" : "DISABLED"
}

resource "aws_cloudwatch_metric_alarm" "list" {
  for_each = local.watched_lists

  alarm_name          = "${var.name}-dns-firewall-${each.key}"
  alarm_description   = "A machine of ${var.name} asks for names of the list ${each.key}: it may be infected, the query log tells which one"
  namespace           = "AWS/Route53Resolver"
  metric_name         = "FirewallRuleQueryVolume"
  dimensions          = { FirewallRuleGroupId = aws_route53_resolver_firewall_rule_group.this[0].id, FirewallDomainListId = local.list_ids[each.key] }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarm_queries_per_5_minutes
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  # Nothing is reported while nobody asks for such names.
  treat_missing_data = "notBreaching"
}
