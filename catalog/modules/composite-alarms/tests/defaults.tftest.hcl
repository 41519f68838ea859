mock_provider "aws" {}

variables {
  name     = "acme-prod"
  services = { web = { alarm_names = ["web-memory", "web-cpu"] }, database = { alarm_names = ["db-cpu"], description = "The database is unwell" } }
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_cloudwatch_composite_alarm.service["web"].alarm_rule == "ALARM(\"web-cpu\") OR ALARM(\"web-memory\")" && aws_cloudwatch_composite_alarm.service["web"].alarm_name == "acme-prod-web-unwell"
    error_message = "a service must be unwell while any of its alarms is in alarm"
  }

  assert {
    condition     = aws_cloudwatch_composite_alarm.environment.alarm_rule == "ALARM(\"acme-prod-database-unwell\") OR ALARM(\"acme-prod-web-unwell\")" && aws_cloudwatch_composite_alarm.environment.alarm_name == "acme-prod-unwell"
    error_message = "the environment must be unwell while any service is"
  }

  assert {
    condition     = length(aws_cloudwatch_composite_alarm.environment.alarm_actions) == 0 && length(aws_cloudwatch_composite_alarm.service["web"].actions_suppressor) == 0 && aws_cloudwatch_composite_alarm.service["database"].alarm_description == "The database is unwell"
    error_message = "nobody is told and nothing suppressed unless asked for"
  }
}

run "suppressed" {
  command = plan

  variables {
    services                = { web = { alarm_names = ["web-cpu"] }, database = { alarm_names = ["db-cpu"], suppressible = false } }
    environment_alarm_names = ["nat-ports"]
    suppression             = { alarm_name = "maintenance", wait_seconds = 60 }
    alarms_topic_arn        = "arn:aws:sns:eu-west-1:444444444444:alarms"
    environment_topic_arn   = "arn:aws:sns:eu-west-1:444444444444:pager"
  }

  assert {
    condition     = aws_cloudwatch_composite_alarm.service["web"].actions_suppressor[0].alarm == "maintenance" && aws_cloudwatch_composite_alarm.service["web"].actions_suppressor[0].wait_period == 60 && length(aws_cloudwatch_composite_alarm.service["database"].actions_suppressor) == 0 && length(aws_cloudwatch_composite_alarm.environment.actions_suppressor) == 1
    error_message = "maintenance must silence all but what must never be silent"
  }

  assert {
    condition     = contains(aws_cloudwatch_composite_alarm.service["web"].alarm_actions, "arn:aws:sns:eu-west-1:444444444444:alarms") && contains(aws_cloudwatch_composite_alarm.environment.alarm_actions, "arn:aws:sns:eu-west-1:444444444444:pager") && length(aws_cloudwatch_composite_alarm.environment.ok_actions) == 1
    error_message = "services must notify one topic, the environment the other"
  }

  assert {
    condition     = endswith(aws_cloudwatch_composite_alarm.environment.alarm_rule, " OR ALARM(\"nat-ports\")")
    error_message = "alarms without a service must count for the environment"
  }
}

run "one_topic" {
  command = plan

  variables {
    alarms_topic_arn = "arn:aws:sns:eu-west-1:444444444444:alarms"
  }

  assert {
    condition     = contains(aws_cloudwatch_composite_alarm.environment.alarm_actions, "arn:aws:sns:eu-west-1:444444444444:alarms")
    error_message = "the environment must notify the topic of the services"
  }
}

run "rejects_a_rule_that_is_too_long" {
  command = plan
  variables { services = { web = { alarm_names = [for index in range(100) : join("-", [for part in range(40) : "${index}"])] } } }
  expect_failures = [aws_cloudwatch_composite_alarm.service]
}

run "rejects_too_many_services" {
  command = plan
  variables { services = { for index in range(101) : "s${index}" => { alarm_names = ["a"] } } }
  expect_failures = [aws_cloudwatch_composite_alarm.environment]
}

run "rejects_a_name_with_a_space" {
  command = plan
  variables { name = "acme prod" }
  expect_failures = [var.name]
}

run "rejects_no_service" {
  command = plan
  variables { services = {} }
  expect_failures = [var.services]
}

run "rejects_a_service_without_alarms" {
  command = plan
  variables { services = { web = { alarm_names = [] } } }
  expect_failures = [var.services]
}

run "rejects_the_arn_of_an_alarm" {
  command = plan
  variables { services = { web = { alarm_names = ["arn:aws:cloudwatch:eu-west-1:444444444444:alarm:web"] } } }
  expect_failures = [var.services]
}

run "rejects_a_long_description" {
  command = plan
  variables { services = { web = { alarm_names = ["a"], description = join("", [for index in range(1000) : "xx"]) } } }
  expect_failures = [var.services]
}

run "rejects_quotes" {
  command = plan
  variables { environment_alarm_names = ["a\") OR TRUE OR ALARM(\"b"] }
  expect_failures = [var.environment_alarm_names]
}

run "rejects_negative_seconds" {
  command = plan
  variables { suppression = { alarm_name = "maintenance", wait_seconds = -1 } }
  expect_failures = [var.suppression]
}
