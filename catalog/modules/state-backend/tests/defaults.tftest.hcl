mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "333333333333" }
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
  name = "acme-dev-eu-west-1-tfstate"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.bucket == "acme-dev-eu-west-1-tfstate" && !aws_s3_bucket.this.force_destroy && !aws_s3_bucket.logs[0].force_destroy
    error_message = "a destroy must not empty the buckets"
  }

  assert {
    condition     = alltrue([for block in [aws_s3_bucket_public_access_block.this, aws_s3_bucket_public_access_block.logs[0]] : block.block_public_acls && block.block_public_policy && block.ignore_public_acls && block.restrict_public_buckets])
    error_message = "public access must be blocked"
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled" && aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "versions must be kept and ACLs be off"
  }

  assert {
    condition     = tolist(aws_s3_bucket_server_side_encryption_configuration.this.rule)[0].bucket_key_enabled && tolist(tolist(aws_s3_bucket_server_side_encryption_configuration.this.rule)[0].apply_server_side_encryption_by_default)[0].sse_algorithm == "aws:kms"
    error_message = "states must be encrypted with a customer managed key"
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_kms_key.this.deletion_window_in_days == 30 && aws_kms_alias.this.name == "alias/acme-dev-eu-west-1-tfstate"
    error_message = "the key must rotate, be kept for a month and have an alias"
  }

  assert {
    condition     = tolist(data.aws_iam_policy_document.bucket.statement[*].sid) == tolist(["DenyInsecureTransport", "DenyOldTls", "DenyOtherEncryption", "DenyDeletionOfVersions"])
    error_message = "plain transport, other encryption and the deletion of versions must be refused"
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].newer_noncurrent_versions == 50 && aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].noncurrent_days == 90 && aws_s3_bucket_lifecycle_configuration.this.rule[0].abort_incomplete_multipart_upload[0].days_after_initiation == 7
    error_message = "old versions must expire, but for the newest 50"
  }

  assert {
    condition     = aws_s3_bucket.logs[0].bucket == "acme-dev-eu-west-1-tfstate-logs" && aws_s3_bucket_logging.this[0].target_prefix == "acme-dev-eu-west-1-tfstate/" && contains(data.aws_iam_policy_document.logs[0].statement[*].sid, "DenyDeletion")
    error_message = "requests must be logged where nobody can delete the logs"
  }

  assert {
    condition     = length(aws_s3_bucket_replication_configuration.this) == 0
    error_message = "nothing must be copied by default"
  }
}

run "closed_and_copied" {
  command = plan

  variables {
    principals = {
      writers = ["arn:aws:iam::333333333333:role/landform-apply"]
      readers = ["arn:aws:iam::333333333333:role/landform-plan"]
    }
    replication = {
      bucket_arn  = "arn:aws:s3:::acme-states-copy"
      kms_key_arn = "arn:aws:kms:eu-central-1:222222222222:key/00000000-0000-0000-0000-000000000000"
      account_id  = "222222222222"
    }
    permissions_boundary_arn = "arn:aws:iam::333333333333:policy/landform-boundary"
  }

  assert {
    condition     = { for statement in data.aws_iam_policy_document.bucket.statement : statement.sid => one(statement.condition).values if startswith(coalesce(statement.sid, "-"), "DenyStrangers") } == { DenyStrangersLocking = tolist(["arn:aws:iam::333333333333:role/landform-apply", "arn:aws:iam::333333333333:role/landform-plan"]), DenyStrangersReading = tolist(["arn:aws:iam::333333333333:role/landform-apply", "arn:aws:iam::333333333333:role/landform-plan"]), DenyStrangersWriting = tolist(["arn:aws:iam::333333333333:role/landform-apply"]) }
    error_message = "only writers may change states, readers may read and lock"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.bucket.statement : statement.not_resources if statement.sid == "DenyStrangersWriting"][0] == toset(["arn:aws:s3:::acme-dev-eu-west-1-tfstate/*.tflock"])
    error_message = "readers may write nothing but locks"
  }

  assert {
    condition     = aws_s3_bucket_replication_configuration.this[0].rule[0].destination[0].account == "222222222222" && aws_s3_bucket_replication_configuration.this[0].rule[0].destination[0].access_control_translation[0].owner == "Destination"
    error_message = "copies in another account must belong to it"
  }

  assert {
    condition     = aws_iam_role.replication[0].permissions_boundary == "arn:aws:iam::333333333333:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "existing_log_bucket" {
  command = plan

  variables {
    access_logs = { bucket_name = "acme-logs-s3-access" }
  }

  assert {
    condition     = length(aws_s3_bucket.logs) == 0 && aws_s3_bucket_logging.this[0].target_bucket == "acme-logs-s3-access"
    error_message = "logs must go to the existing bucket"
  }
}

run "open" {
  command = plan

  variables {
    access_logs           = null
    allow_s3_managed_keys = true
    force_destroy         = true
  }

  assert {
    condition     = length(aws_s3_bucket_logging.this) == 0 && tolist(data.aws_iam_policy_document.bucket.statement[*].sid) == tolist(["DenyInsecureTransport", "DenyOldTls"])
    error_message = "what is switched off must be off, TLS stays"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_a_name_without_room_for_the_logs" {
  command = plan
  variables { name = "a-rather-long-name-of-an-account-ap-southeast-1-for-the-tfstate" }
  expect_failures = [aws_s3_bucket.logs]
}

run "rejects_a_bucket_without_writers" {
  command = plan
  variables { principals = { writers = [] } }
  expect_failures = [var.principals]
}

run "rejects_a_writer_that_is_everybody" {
  command = plan
  variables { principals = { writers = ["*"] } }
  expect_failures = [var.principals]
}

run "rejects_too_many_versions" {
  command = plan
  variables { old_versions = { keep_newest = 101 } }
  expect_failures = [var.old_versions]
}

run "rejects_versions_of_no_days" {
  command = plan
  variables { old_versions = { days = 0 } }
  expect_failures = [var.old_versions]
}

run "rejects_a_bad_log_bucket" {
  command = plan
  variables { access_logs = { bucket_name = "Logs" } }
  expect_failures = [var.access_logs]
}

run "rejects_logs_of_no_days" {
  command = plan
  variables { access_logs = { days = 0 } }
  expect_failures = [var.access_logs]
}

run "rejects_a_destination_that_is_no_bucket" {
  command = plan
  variables { replication = { bucket_arn = "acme-copy", kms_key_arn = "arn:aws:kms:eu-central-1:222222222222:key/1" } }
  expect_failures = [var.replication]
}

run "rejects_a_destination_without_key" {
  command = plan
  variables { replication = { bucket_arn = "arn:aws:s3:::acme-copy", kms_key_arn = "alias/aws/s3" } }
  expect_failures = [var.replication]
}

run "rejects_a_bad_destination_account" {
  command = plan
  variables { replication = { bucket_arn = "arn:aws:s3:::acme-copy", kms_key_arn = "arn:aws:kms:eu-central-1:222222222222:key/1", account_id = "1234" } }
  expect_failures = [var.replication]
}

run "rejects_a_short_key_window" {
  command = plan
  variables { key_deletion_window_days = 1 }
  expect_failures = [var.key_deletion_window_days]
}
