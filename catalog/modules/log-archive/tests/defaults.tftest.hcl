mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name        = "acme-logs"
  account_ids = { logs = "222222222222", dev = "333333333333" }
}

run "defaults" {
  command = plan

  assert {
    condition     = { for kind, bucket in aws_s3_bucket.this : kind => bucket.bucket } == { alb = "acme-logs-alb", cloudtrail = "acme-logs-cloudtrail", config = "acme-logs-config", "flow-logs" = "acme-logs-flow-logs", "s3-access" = "acme-logs-s3-access" }
    error_message = "there must be one bucket per kind, named by it"
  }

  assert {
    condition     = alltrue([for bucket in aws_s3_bucket.this : !bucket.force_destroy]) && [for kind, bucket in aws_s3_bucket.this : kind if bucket.object_lock_enabled] == ["cloudtrail"]
    error_message = "only the cloudtrail bucket may have an object lock, and no bucket may be emptied by a destroy"
  }

  assert {
    condition     = alltrue([for block in aws_s3_bucket_public_access_block.this : block.block_public_acls && block.block_public_policy && block.ignore_public_acls && block.restrict_public_buckets])
    error_message = "public access must be blocked"
  }

  assert {
    condition     = { for kind, sse in aws_s3_bucket_server_side_encryption_configuration.this : kind => tolist(tolist(sse.rule)[0].apply_server_side_encryption_by_default)[0].sse_algorithm } == { alb = "AES256", cloudtrail = "aws:kms", config = "aws:kms", "flow-logs" = "aws:kms", "s3-access" = "AES256" }
    error_message = "every bucket must be encrypted, with the key of the archive where the service supports it"
  }

  assert {
    condition     = aws_s3_bucket_object_lock_configuration.this[0].rule[0].default_retention[0].mode == "GOVERNANCE" && aws_s3_bucket_object_lock_configuration.this[0].rule[0].default_retention[0].days == 365
    error_message = "audit logs must be locked for a year"
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this["cloudtrail"].rule[0].expiration[0].days == 730 && tolist(aws_s3_bucket_lifecycle_configuration.this["alb"].rule[0].transition)[0].storage_class == "GLACIER_IR"
    error_message = "logs must be archived and then expire"
  }

  assert {
    condition     = alltrue([for kind, document in data.aws_iam_policy_document.bucket : length(setintersection(document.statement[*].sid, ["DenyInsecureTransport", "DenyOldTls", "DenyDeletion"])) == 3])
    error_message = "every bucket policy must refuse plain transport, old TLS and deletion"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.bucket["config"].statement : flatten([for condition in statement.condition : condition.values if condition.variable == "aws:SourceAccount"]) if statement.sid == "DeliveryWrite"][0] == ["222222222222", "333333333333"]
    error_message = "config must write for the named accounts only"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.bucket["cloudtrail"].statement : sort(statement.resources) if statement.sid == "DeliveryWrite"][0] == tolist(["arn:aws:s3:::acme-logs-cloudtrail/AWSLogs/222222222222/*", "arn:aws:s3:::acme-logs-cloudtrail/AWSLogs/333333333333/*"])
    error_message = "trails must write into the folders of the named accounts only"
  }

  assert {
    condition     = sort(keys(aws_s3_bucket_logging.this)) == tolist(["alb", "cloudtrail", "config", "flow-logs"])
    error_message = "access to the log buckets must itself be logged"
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "the key must rotate"
  }
}

run "organization" {
  command = plan

  variables {
    organization_id       = "o-a1b2c3d4e5"
    retention_days        = { cloudtrail = 2555, "flow-logs" = 30 }
    object_lock           = { mode = "COMPLIANCE", days = 730 }
    reader_principal_arns = ["arn:aws:iam::555555555555:role/security-analyst"]
  }

  assert {
    condition     = contains([for statement in data.aws_iam_policy_document.bucket["cloudtrail"].statement : statement.resources if statement.sid == "DeliveryWrite"][0], "arn:aws:s3:::acme-logs-cloudtrail/AWSLogs/o-a1b2c3d4e5/*")
    error_message = "the organization trail must be able to write"
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.this["flow-logs"].rule[0].transition) == 0 && length(aws_s3_bucket_lifecycle_configuration.this["cloudtrail"].rule[0].transition) == 1
    error_message = "logs that expire before the archive age must not be moved"
  }

  assert {
    condition     = contains(data.aws_iam_policy_document.key.statement[*].sid, "Read") && alltrue([for document in data.aws_iam_policy_document.bucket : contains(document.statement[*].sid, "Read")])
    error_message = "readers need the buckets and the key"
  }
}

run "without_lock_and_protection" {
  command = plan

  variables {
    object_lock   = null
    force_destroy = true
  }

  assert {
    condition     = length(aws_s3_bucket_object_lock_configuration.this) == 0 && aws_s3_bucket.this["cloudtrail"].object_lock_enabled
    error_message = "without a default lock the bucket must not be replaced"
  }

  assert {
    condition     = !contains(data.aws_iam_policy_document.bucket["alb"].statement[*].sid, "DenyDeletion")
    error_message = "a bucket that may be emptied must permit deletion"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_a_short_account_id" {
  command = plan
  variables { account_ids = { dev = "1234" } }
  expect_failures = [var.account_ids]
}

run "rejects_an_empty_account_map" {
  command = plan
  variables { account_ids = {} }
  expect_failures = [var.account_ids]
}

run "organization_trail_without_the_id_of_the_organization" {
  command = plan

  variables {
    organization_trail_account_id = "111111111111"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.bucket["cloudtrail"].statement : one([for condition in statement.condition : condition.values if condition.variable == "aws:SourceArn"]) if statement.sid == "OrganizationTrailWrite"] == [tolist(["arn:aws:cloudtrail:*:111111111111:trail/*"])]
    error_message = "trails of that account alone may write below the prefix of an organization"
  }

  assert {
    condition     = alltrue([for kind, document in data.aws_iam_policy_document.bucket : !contains(document.statement[*].sid, "OrganizationTrailWrite") if kind != "cloudtrail"])
    error_message = "other buckets must stay closed to trails"
  }
}

run "rejects_a_bad_organization_trail_account_id" {
  command = plan
  variables { organization_trail_account_id = "acme" }
  expect_failures = [var.organization_trail_account_id]
}

run "rejects_a_bad_organization_id" {
  command = plan
  variables { organization_id = "acme" }
  expect_failures = [var.organization_id]
}

run "rejects_an_unknown_kind" {
  command = plan
  variables { retention_days = { trail = 10 } }
  expect_failures = [var.retention_days]
}

run "rejects_a_retention_of_nothing" {
  command = plan
  variables { retention_days = { alb = 0 } }
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
  variables { retention_days = { cloudtrail = 100 } }
  expect_failures = [aws_s3_bucket.this]
}

run "rejects_a_reader_that_is_no_role" {
  command = plan
  variables { reader_principal_arns = ["*"] }
  expect_failures = [var.reader_principal_arns]
}

run "rejects_a_short_key_window" {
  command = plan
  variables { key_deletion_window_days = 1 }
  expect_failures = [var.key_deletion_window_days]
}
