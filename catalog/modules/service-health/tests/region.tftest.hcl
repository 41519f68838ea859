mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
}

run "rejects_another_region" {
  command = plan

  variables {
    name      = "acme-prod"
    endpoints = { web = { fqdn = "www.example.com" } }
  }

  expect_failures = [aws_cloudwatch_metric_alarm.this]
}
