mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "us-east-1" }
  }
}

variables {
  name      = "acme-prod"
  endpoints = { web = { fqdn = "www.example.com", path = "/health", search_string = "ok" }, api = { fqdn = "api.example.com" } }
}

run "defaults" {
  command = plan

  assert {
    condition     = { for key, check in aws_route53_health_check.endpoint : key => check.type } == { web = "HTTPS_STR_MATCH", api = "HTTPS" } && alltrue([for check in aws_route53_health_check.endpoint : check.enable_sni && check.port == 443 && check.request_interval == 30 && check.failure_threshold == 3])
    error_message = "endpoints must be checked over HTTPS with SNI"
  }

  assert {
    condition     = aws_route53_health_check.all.type == "CALCULATED" && aws_route53_health_check.all.child_health_threshold == 2
    error_message = "the whole is healthy if all endpoints are"
  }

  assert {
    condition     = sort(keys(aws_cloudwatch_metric_alarm.this)) == tolist(["all", "api", "web"]) && alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.treat_missing_data == "breaching" && alarm.metric_name == "HealthCheckStatus" && alarm.comparison_operator == "LessThanThreshold"])
    error_message = "silence must raise the alarm as well"
  }

  assert {
    condition     = output.alarm_names["web"] == "acme-prod-health-web"
    error_message = "alarms must bear the name of the endpoint"
  }
}

run "adjusted" {
  command = plan

  variables {
    endpoints           = { web = { fqdn = "www.example.com", interval_seconds = 10, regions = ["us-east-1", "eu-west-1", "ap-northeast-1"] }, api = { fqdn = "api.example.com" } }
    healthy_at_least    = 1
    alarm_after_minutes = 5
    alarms_topic_arn    = "arn:aws:sns:us-east-1:444444444444:acme-prod-alarms"
  }

  assert {
    condition     = length(aws_route53_health_check.endpoint["web"].regions) == 3 && aws_route53_health_check.all.child_health_threshold == 1
    error_message = "the checkers and the threshold must be those given"
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : length(alarm.alarm_actions) == 1 && length(alarm.ok_actions) == 1 && alarm.evaluation_periods == 5])
    error_message = "alarms must notify the topic after five minutes"
  }
}

run "rejects_more_healthy_than_there_are" {
  command = plan
  variables { healthy_at_least = 3 }
  expect_failures = [aws_route53_health_check.all]
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_an_endpoint_called_all" {
  command = plan
  variables { endpoints = { all = { fqdn = "www.example.com" } } }
  expect_failures = [var.endpoints]
}

run "rejects_a_url" {
  command = plan
  variables { endpoints = { web = { fqdn = "https://www.example.com" } } }
  expect_failures = [var.endpoints]
}

run "rejects_an_odd_interval" {
  command = plan
  variables { endpoints = { web = { fqdn = "www.example.com", interval_seconds = 20 } } }
  expect_failures = [var.endpoints]
}

run "rejects_an_empty_search_string" {
  command = plan
  variables { endpoints = { web = { fqdn = "www.example.com", search_string = "" } } }
  expect_failures = [var.endpoints]
}

run "rejects_two_regions" {
  command = plan
  variables { endpoints = { web = { fqdn = "www.example.com", regions = ["us-east-1", "eu-west-1"] } } }
  expect_failures = [var.endpoints]
}

run "rejects_no_minutes" {
  command = plan
  variables { alarm_after_minutes = 0 }
  expect_failures = [var.alarm_after_minutes]
}

run "rejects_a_topic_elsewhere" {
  command = plan
  variables { alarms_topic_arn = "arn:aws:sns:eu-west-1:444444444444:acme-prod-alarms" }
  expect_failures = [var.alarms_topic_arn]
}
