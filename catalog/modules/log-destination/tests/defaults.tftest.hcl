mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
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
  name        = "acme-app-logs"
  account_ids = ["333333333333", "444444444444"]
}

run "listed_accounts" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.bucket == "acme-app-logs-222222222222-eu-west-1" && !aws_s3_bucket.this.force_destroy && aws_s3_bucket.this.object_lock_enabled && length(aws_s3_bucket_object_lock_configuration.this) == 0
    error_message = "the bucket must be unique to account and region, and lockable later"
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.this.block_public_acls && aws_s3_bucket_public_access_block.this.block_public_policy && aws_s3_bucket_public_access_block.this.ignore_public_acls && aws_s3_bucket_public_access_block.this.restrict_public_buckets
    error_message = "public access must be blocked"
  }

  assert {
    condition     = length(setintersection(data.aws_iam_policy_document.bucket.statement[*].sid, ["DenyInsecureTransport", "DenyOldTls", "DenyDeletion"])) == 3 && !contains(data.aws_iam_policy_document.bucket.statement[*].sid, "Read")
    error_message = "the bucket must refuse plain transport, old TLS and deletion"
  }

  assert {
    condition     = tolist(tolist(aws_s3_bucket_server_side_encryption_configuration.this.rule)[0].apply_server_side_encryption_by_default)[0].sse_algorithm == "aws:kms" && aws_kms_key.this.enable_key_rotation && aws_kinesis_firehose_delivery_stream.this.server_side_encryption[0].key_type == "CUSTOMER_MANAGED_CMK"
    error_message = "stream and bucket must be encrypted with a key that rotates"
  }

  assert {
    condition     = startswith(aws_kinesis_firehose_delivery_stream.this.extended_s3_configuration[0].prefix, "logs/!{timestamp:") && startswith(aws_kinesis_firehose_delivery_stream.this.extended_s3_configuration[0].error_output_prefix, "errors/!{firehose:error-output-type}/")
    error_message = "logs must be filed by date, apart from what failed"
  }

  assert {
    condition     = aws_kinesis_firehose_delivery_stream.this.extended_s3_configuration[0].processing_configuration[0].processors[*].type == tolist(["Decompression", "AppendDelimiterToRecord"])
    error_message = "each record must become a line of its own"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.destination.statement : tolist(statement.principals)[0].identifiers] == [toset(["333333333333", "444444444444"])]
    error_message = "only the listed accounts may subscribe"
  }

  assert {
    condition     = tolist(data.aws_iam_policy_document.ingest_trust.statement[0].condition)[0].values == tolist(["arn:aws:logs:eu-west-1:222222222222:*", "arn:aws:logs:eu-west-1:333333333333:*", "arn:aws:logs:eu-west-1:444444444444:*"])
    error_message = "the role must be used for the listed accounts only"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.delivery.statement : statement.resources if statement.sid == "Objects"][0] == toset(["arn:aws:s3:::acme-app-logs-222222222222-eu-west-1/logs/*", "arn:aws:s3:::acme-app-logs-222222222222-eu-west-1/errors/*"])
    error_message = "the stream must write under its two prefixes only"
  }

  assert {
    condition     = sort(keys(aws_cloudwatch_metric_alarm.this)) == tolist(["delay", "failure", "silence", "throttling"]) && aws_cloudwatch_metric_alarm.this["silence"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["delay"].threshold == 1200 && length(aws_cloudwatch_metric_alarm.this["delay"].alarm_actions) == 0
    error_message = "delay, failure, throttling and silence must raise alarms"
  }
}

run "organization" {
  command = plan

  variables {
    account_ids              = []
    organization_id          = "o-a1b2c3d4e5"
    retention_days           = 60
    object_lock              = { days = 30 }
    reader_principal_arns    = ["arn:aws:iam::555555555555:role/security-analyst"]
    access_log_bucket_name   = "acme-logs-access"
    alarms_topic_arn         = "arn:aws:sns:eu-west-1:222222222222:alarms"
    alarm_thresholds         = { silence_hours = 0 }
    force_destroy            = true
    permissions_boundary_arn = "arn:aws:iam::222222222222:policy/landform-boundary"
  }

  assert {
    condition     = data.aws_iam_policy_document.destination.statement[*].sid == tolist(["OrganizationSubscribes"]) && tolist(data.aws_iam_policy_document.destination.statement[0].condition)[0].values == tolist(["o-a1b2c3d4e5"])
    error_message = "everybody in the organization and nobody else may subscribe"
  }

  assert {
    condition     = aws_s3_bucket_object_lock_configuration.this[0].rule[0].default_retention[0].mode == "GOVERNANCE" && aws_s3_bucket_logging.this[0].target_prefix == "acme-app-logs-222222222222-eu-west-1/"
    error_message = "logs must be locked, and access to them recorded"
  }

  assert {
    condition     = contains(data.aws_iam_policy_document.key.statement[*].sid, "Read") && contains(data.aws_iam_policy_document.bucket.statement[*].sid, "Read")
    error_message = "readers need the bucket and the key"
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.this.rule[0].transition) == 0 && aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration[0].days == 60
    error_message = "logs that expire before the archive age must not be moved"
  }

  assert {
    condition     = !contains(keys(aws_cloudwatch_metric_alarm.this), "silence") && tolist(aws_cloudwatch_metric_alarm.this["failure"].alarm_actions) == tolist(["arn:aws:sns:eu-west-1:222222222222:alarms"])
    error_message = "alarms must notify the topic, without the one that is off"
  }

  assert {
    condition     = !contains(data.aws_iam_policy_document.bucket.statement[*].sid, "DenyDeletion")
    error_message = "a bucket that may be emptied must permit deletion"
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.ingest, aws_iam_role.delivery] : role.permissions_boundary == "arn:aws:iam::222222222222:policy/landform-boundary"])
    error_message = "every role must carry the boundary"
  }
}

run "rejects_nobody" {
  command = plan
  variables { account_ids = [] }
  expect_failures = [aws_kinesis_firehose_delivery_stream.this]
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_a_bad_organization_id" {
  command = plan
  variables { organization_id = "acme" }
  expect_failures = [var.organization_id]
}

run "rejects_a_bad_account" {
  command = plan
  variables { account_ids = ["*"] }
  expect_failures = [var.account_ids]
}

run "rejects_a_retention_of_nothing" {
  command = plan
  variables { retention_days = 0 }
  expect_failures = [var.retention_days]
}

run "rejects_an_early_archive" {
  command = plan
  variables { archive_after_days = 5 }
  expect_failures = [var.archive_after_days]
}

run "rejects_an_unknown_lock_mode" {
  command = plan
  variables { object_lock = { mode = "SOFT" } }
  expect_failures = [var.object_lock]
}

run "rejects_a_lock_of_no_days" {
  command = plan
  variables { object_lock = { days = 0 } }
  expect_failures = [var.object_lock]
}

run "rejects_a_lock_longer_than_the_retention" {
  command = plan
  variables { object_lock = { days = 400 } }
  expect_failures = [aws_s3_bucket.this]
}

run "rejects_a_large_buffer" {
  command = plan
  variables { buffering = { megabytes = 500 } }
  expect_failures = [var.buffering]
}

run "rejects_a_reader_that_is_no_role" {
  command = plan
  variables { reader_principal_arns = ["*"] }
  expect_failures = [var.reader_principal_arns]
}

run "rejects_a_bad_access_log_bucket" {
  command = plan
  variables { access_log_bucket_name = "arn:aws:s3:::acme" }
  expect_failures = [var.access_log_bucket_name]
}

run "rejects_a_delay_of_nothing" {
  command = plan
  variables { alarm_thresholds = { delay_seconds = 0 } }
  expect_failures = [var.alarm_thresholds]
}

run "rejects_half_an_hour_of_silence" {
  command = plan
  variables { alarm_thresholds = { silence_hours = 0.5 } }
  expect_failures = [var.alarm_thresholds]
}

run "rejects_a_short_key_window" {
  command = plan
  variables { key_deletion_window_days = 1 }
  expect_failures = [var.key_deletion_window_days]
}
