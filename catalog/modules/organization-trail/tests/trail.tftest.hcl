mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
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
}

variables {
  name        = "acme-organization"
  bucket_name = "acme-logs-cloudtrail"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_cloudtrail.this.is_organization_trail && aws_cloudtrail.this.is_multi_region_trail && aws_cloudtrail.this.include_global_service_events && aws_cloudtrail.this.enable_log_file_validation && aws_cloudtrail.this.enable_logging
    error_message = "the trail must record all accounts, regions and global services, and validate its files"
  }

  assert {
    condition     = aws_cloudtrail.this.s3_bucket_name == "acme-logs-cloudtrail" && aws_cloudtrail.this.s3_key_prefix == null
    error_message = "logs must go to the root of the bucket, where its policy expects them"
  }

  assert {
    condition     = length(aws_cloudtrail.this.advanced_event_selector) == 0 && length(aws_cloudtrail.this.insight_selector) == 0
    error_message = "billed events must be off by default"
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_cloudwatch_log_group.this.retention_in_days == 365
    error_message = "the key must rotate and events must expire"
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.key.statement : anytrue([for condition in statement.condition : condition.variable == "aws:SourceArn" && condition.values == tolist(["arn:aws:cloudtrail:eu-west-1:111111111111:trail/acme-organization"])]) if startswith(statement.sid, "TheTrail")])
    error_message = "only this trail may use the key"
  }

  assert {
    condition     = !contains(data.aws_iam_policy_document.key.statement[*].sid, "ReadersDecrypt")
    error_message = "nobody else may decrypt by default"
  }

  assert {
    condition     = one(data.aws_iam_policy_document.delivery.statement).resources == toset(["arn:aws:logs:eu-west-1:111111111111:log-group:/cloudtrail/acme-organization:log-stream:*_CloudTrail_eu-west-1*"])
    error_message = "the role may only write to the streams of the trail"
  }

  assert {
    condition     = one(one(data.aws_iam_policy_document.delivery_trust.statement).condition).values == tolist(["arn:aws:cloudtrail:eu-west-1:111111111111:trail/acme-organization"])
    error_message = "only this trail may take the role"
  }
}

run "delegated_administrator_with_everything" {
  command = plan

  variables {
    management_account_id    = "999999999999"
    reader_principal_arns    = ["arn:aws:iam::222222222222:role/security-analyst"]
    data_events              = { excluded_buckets = ["acme-logs-s3-access"] }
    insight_types            = ["ApiCallRateInsight", "ApiErrorRateInsight"]
    permissions_boundary_arn = "arn:aws:iam::111111111111:policy/landform-boundary"
  }

  assert {
    condition     = one(one(data.aws_iam_policy_document.delivery_trust.statement).condition).values == tolist(["arn:aws:cloudtrail:eu-west-1:999999999999:trail/acme-organization"])
    error_message = "the trail belongs to the management account"
  }

  assert {
    condition     = startswith(one(one(data.aws_iam_policy_document.delivery.statement).resources), "arn:aws:logs:eu-west-1:111111111111:")
    error_message = "the log group belongs to this account"
  }

  assert {
    condition     = toset(aws_cloudtrail.this.advanced_event_selector[*].name) == toset(["management events", "S3 object reads", "S3 object writes", "Lambda invocations"])
    error_message = "management and data events must be recorded"
  }

  assert {
    condition = alltrue([
      for selector in aws_cloudtrail.this.advanced_event_selector :
      one([for field in selector.field_selector : field.not_starts_with if field.field == "resources.ARN"]) == tolist(["arn:aws:s3:::acme-logs-cloudtrail/", "arn:aws:s3:::acme-logs-s3-access/"])
      if startswith(selector.name, "S3")
    ])
    error_message = "the trail's own bucket must be left out"
  }

  assert {
    condition     = length(aws_cloudtrail.this.insight_selector) == 2
    error_message = "both insights must be on"
  }

  assert {
    condition     = contains(data.aws_iam_policy_document.key.statement[*].sid, "ReadersDecrypt")
    error_message = "readers need the key"
  }

  assert {
    condition     = aws_iam_role.delivery.permissions_boundary == "arn:aws:iam::111111111111:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "single_account" {
  command = plan

  variables {
    is_organization_trail = false
    data_events           = { s3_reads = false, lambda = false }
  }

  assert {
    condition     = !aws_cloudtrail.this.is_organization_trail && aws_cloudtrail.this.advanced_event_selector[*].name == tolist(["management events", "S3 object writes"])
    error_message = "the trail must record this account, and writes only"
  }
}

run "rejects_a_name_with_two_hyphens" {
  command = plan
  variables { name = "acme--trail" }
  expect_failures = [var.name]
}

run "rejects_an_upper_case_bucket" {
  command = plan
  variables { bucket_name = "Acme" }
  expect_failures = [var.bucket_name]
}

run "rejects_a_short_account_id" {
  command = plan
  variables { management_account_id = "1234" }
  expect_failures = [var.management_account_id]
}

run "rejects_a_foreign_owner_of_a_single_account_trail" {
  command = plan
  variables {
    is_organization_trail = false
    management_account_id = "999999999999"
  }
  expect_failures = [aws_cloudtrail.this]
}

run "rejects_an_odd_retention" {
  command = plan
  variables { log_retention_days = 100 }
  expect_failures = [var.log_retention_days]
}

run "rejects_a_reader_that_is_no_role" {
  command = plan
  variables { reader_principal_arns = ["*"] }
  expect_failures = [var.reader_principal_arns]
}

run "rejects_data_events_of_nothing" {
  command = plan
  variables { data_events = { s3_reads = false, s3_writes = false, lambda = false } }
  expect_failures = [var.data_events]
}

run "rejects_an_excluded_bucket_with_a_path" {
  command = plan
  variables { data_events = { excluded_buckets = ["acme/logs"] } }
  expect_failures = [var.data_events]
}

run "rejects_an_unknown_insight" {
  command = plan
  variables { insight_types = ["Everything"] }
  expect_failures = [var.insight_types]
}
