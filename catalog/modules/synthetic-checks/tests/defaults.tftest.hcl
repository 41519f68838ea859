mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "444444444444" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_synthetics_runtime_version" {
    defaults = { version_name = "syn-nodejs-puppeteer-11.0" }
  }
}

variables {
  name             = "acme-prod"
  code_bucket_name = "acme-prod-canary-code"
  checks           = { login = { code_key = "login.zip" } }
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_synthetics_canary.this["login"].name == "acme-prod-login" && aws_synthetics_canary.this["login"].runtime_version == "syn-nodejs-puppeteer-11.0" && aws_synthetics_canary.this["login"].schedule[0].expression == "rate(5 minutes)" && aws_synthetics_canary.this["login"].start_canary
    error_message = "the check must run every five minutes with the newest runtime"
  }

  assert {
    condition     = aws_synthetics_canary.this["login"].artifact_config[0].s3_encryption[0].encryption_mode == "SSE_KMS" && aws_kms_key.this.enable_key_rotation && aws_s3_bucket_public_access_block.artifacts.restrict_public_buckets && aws_s3_bucket_lifecycle_configuration.artifacts.rule[0].expiration[0].days == 31
    error_message = "artifacts must be encrypted, private and short-lived"
  }

  assert {
    condition     = data.aws_iam_policy_document.artifacts.statement[*].sid == tolist(["DenyInsecureTransport", "DenyOldTls"])
    error_message = "the artifacts must refuse plain transport and old TLS"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["login"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["login"].metric_name == "SuccessPercent" && aws_cloudwatch_metric_alarm.this["login"].period == 300 && aws_cloudwatch_metric_alarm.this["login"].evaluation_periods == 2
    error_message = "a check that fails twice or stops must raise an alarm"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.canary["login"].statement : statement.resources if statement.sid == "Artifacts"][0] == toset(["arn:aws:s3:::acme-prod-checks-444444444444-eu-west-1/login/*"]) && !contains(data.aws_iam_policy_document.canary["login"].statement[*].sid, "Network")
    error_message = "a check may write its own artifacts only"
  }
}

run "adjusted" {
  command = plan

  variables {
    runtime_version          = "syn-python-selenium-5.0"
    checks                   = { login = { code_key = "login.zip", every_minutes = 1, timeout_seconds = 50 }, order = { code_key = "order.zip", code_version = "v1", every_minutes = 60, environment = { START = "https://www.example.com" } } }
    vpc                      = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
    permissions_boundary_arn = "arn:aws:iam::444444444444:policy/landform-boundary"
    alarms_topic_arn         = "arn:aws:sns:eu-west-1:444444444444:alarms"
  }

  assert {
    condition     = length(data.aws_synthetics_runtime_version.this) == 0 && aws_synthetics_canary.this["login"].runtime_version == "syn-python-selenium-5.0"
    error_message = "a given runtime needs no look-up"
  }

  assert {
    condition     = { for key, canary in aws_synthetics_canary.this : key => canary.schedule[0].expression } == { login = "rate(1 minute)", order = "rate(1 hour)" } && aws_cloudwatch_metric_alarm.this["order"].period == 3600 && length(aws_cloudwatch_metric_alarm.this["order"].alarm_actions) == 1
    error_message = "alarms must look as often as checks run"
  }

  assert {
    condition     = contains(data.aws_iam_policy_document.canary["login"].statement[*].sid, "Network") && aws_synthetics_canary.this["order"].s3_version == "v1"
    error_message = "checks in a VPC need network interfaces"
  }

  assert {
    condition     = alltrue([for role in aws_iam_role.canary : role.permissions_boundary == "arn:aws:iam::444444444444:policy/landform-boundary"])
    error_message = "every role must carry the boundary"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_a_url_for_a_bucket" {
  command = plan
  variables { code_bucket_name = "s3://acme" }
  expect_failures = [var.code_bucket_name]
}

run "rejects_no_checks" {
  command = plan
  variables { checks = {} }
  expect_failures = [var.checks]
}

run "rejects_runs_that_overlap" {
  command = plan
  variables { checks = { login = { code_key = "login.zip", every_minutes = 1, timeout_seconds = 300 } } }
  expect_failures = [var.checks]
}

run "rejects_odd_memory" {
  command = plan
  variables { checks = { login = { code_key = "login.zip", memory_mb = 1000 } } }
  expect_failures = [var.checks]
}

run "rejects_a_check_that_never_fails" {
  command = plan
  variables { checks = { login = { code_key = "login.zip", success_percent = 0 } } }
  expect_failures = [var.checks]
}

run "rejects_code_that_is_no_zip_file" {
  command = plan
  variables { checks = { login = { code_key = "login.js" } } }
  expect_failures = [var.checks]
}

run "rejects_a_bad_runtime" {
  command = plan
  variables { runtime_version = "nodejs20.x" }
  expect_failures = [var.runtime_version]
}

run "rejects_a_vpc_without_subnets" {
  command = plan
  variables { vpc = { subnet_ids = [], security_group_ids = ["sg-1"] } }
  expect_failures = [var.vpc]
}

run "rejects_a_retention_of_nothing" {
  command = plan
  variables { retention_days = 0 }
  expect_failures = [var.retention_days]
}
