locals {
  alarm_actions       = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]
  environment_actions = var.environment_topic_arn == null ? local.alarm_actions : [var.environment_topic_arn]

  service_rules = {
    for key, service in var.services : key => join(" OR ", [for name in sort(service.alarm_names) : "ALARM(\"${name}\")"])
  }

  # References rather than names, so that the environment's alarm comes last and goes first.
  environment_rule = join(" OR ", concat(
    [for key in sort(keys(var.services)) : "ALARM(\"${aws_cloudwatch_composite_alarm.service[key].alarm_name}\")"],
    [for name in sort(var.environment_alarm_names) : "ALARM(\"${name}\")"],
  ))
}

resource "aws_cloudwatch_composite_alarm" "service" {
  for_each = var.services

  alarm_name        = "${var.name}-${each.key}-unwell"
  alarm_description = each.value.description == null ? "Something about ${each.key} in ${var.name} is in alarm" : each.value.description
  alarm_rule        = local.service_rules[each.key]

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions

  dynamic "actions_suppressor" {
    for_each = var.suppression != null && each.value.suppressible ? [var.suppression] : []

    content {
      alarm            = actions_suppressor.value.alarm_name
      wait_period      = actions_suppressor.value.wait_seconds
      extension_period = actions_suppressor.value.extension_seconds
    }
  }

  lifecycle {
    precondition {
      condition     = length(local.service_rules[each.key]) <= 10240
      error_message = "the rule of a service has at most 10240 characters; split the service"
    }
  }
}

resource "aws_cloudwatch_composite_alarm" "environment" {
  alarm_name        = "${var.name}-unwell"
  alarm_description = "At least one service of ${var.name} is unwell"
  alarm_rule        = local.environment_rule

  alarm_actions = local.environment_actions
  ok_actions    = local.environment_actions

  dynamic "actions_suppressor" {
    for_each = var.suppression != null ? [var.suppression] : []

    content {
      alarm            = actions_suppressor.value.alarm_name
      wait_period      = actions_suppressor.value.wait_seconds
      extension_period = actions_suppressor.value.extension_seconds
    }
  }

  lifecycle {
    precondition {
      condition     = length(var.services) + length(var.environment_alarm_names) <= 100
      error_message = "an alarm is made of at most 100 others; merge services"
    }
  }
}
