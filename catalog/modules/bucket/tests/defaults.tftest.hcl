mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "333333333333" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name = "acme-dev-uploads"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.bucket == "acme-dev-uploads" && !aws_s3_bucket.this.force_destroy && !aws_s3_bucket.this.object_lock_enabled
    error_message = "the bucket must not be emptied by a destroy"
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.this.block_public_acls && aws_s3_bucket_public_access_block.this.block_public_policy && aws_s3_bucket_public_access_block.this.ignore_public_acls && aws_s3_bucket_public_access_block.this.restrict_public_buckets
    error_message = "public access must be blocked"
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled" && aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "versions must be kept and ACLs be off"
  }

  assert {
    condition     = tolist(aws_s3_bucket_server_side_encryption_configuration.this.rule)[0].bucket_key_enabled && tolist(tolist(aws_s3_bucket_server_side_encryption_configuration.this.rule)[0].apply_server_side_encryption_by_default)[0].sse_algorithm == "aws:kms"
    error_message = "objects must be encrypted with a customer managed key"
  }

  assert {
    condition     = aws_kms_key.this[0].enable_key_rotation && aws_kms_alias.this[0].name == "alias/acme-dev-uploads-bucket" && tolist(data.aws_iam_policy_document.key[0].statement[*].sid) == tolist(["Administration"])
    error_message = "the key must rotate and be open to nobody else"
  }

  assert {
    condition     = tolist(data.aws_iam_policy_document.bucket.statement[*].sid) == tolist(["DenyInsecureTransport", "DenyOldTls"])
    error_message = "plain transport must be refused, and nobody be let in"
  }

  assert {
    condition     = tolist(aws_s3_bucket_lifecycle_configuration.this.rule[*].id) == tolist(["interrupted-uploads", "old-versions"]) && aws_s3_bucket_lifecycle_configuration.this.rule[1].noncurrent_version_expiration[0].noncurrent_days == 90
    error_message = "interrupted uploads and old versions must go"
  }

  assert {
    condition     = length(aws_s3_bucket_logging.this) + length(aws_s3_bucket_cors_configuration.this) + length(aws_s3_bucket_notification.this) + length(aws_s3_bucket_replication_configuration.this) + length(aws_s3_bucket_object_lock_configuration.this) == 0
    error_message = "options must be off by default"
  }
}

run "everything" {
  command = plan

  variables {
    eventbridge = true
    object_lock = { mode = "COMPLIANCE", days = 30 }
    access_logs = { bucket_name = "acme-access-logs" }
    key_users   = { account_ids = ["555555555555"], services = ["cloudfront"] }
    cors_rules  = { app = { origins = ["https://app.example.com"] } }
    lifecycle_rules = {
      exports = { prefix = "exports/", transitions = { DEEP_ARCHIVE = 180, GLACIER_IR = 30 }, expire_days = 365 }
      marked  = { tags = { keep = "no" }, expire_days = 7 }
      scratch = { prefix = "tmp/", tags = { keep = "no" }, expire_days = 1 }
    }
    statements = {
      PartnersRead = {
        actions         = ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"]
        principal_arns  = ["*"]
        prefixes        = ["exports/"]
        organization_id = "o-a1b2c3d4e5"
      }
      LogsArrive = {
        actions  = ["s3:PutObject"]
        services = ["delivery.logs"]
      }
    }
    replication = {
      bucket_arn  = "arn:aws:s3:::acme-uploads-copy"
      kms_key_arn = "arn:aws:kms:eu-central-1:222222222222:key/00000000-0000-0000-0000-000000000000"
      account_id  = "222222222222"
    }
    permissions_boundary_arn = "arn:aws:iam::333333333333:policy/landform-boundary"
  }

  assert {
    condition     = { for statement in data.aws_iam_policy_document.bucket.statement : statement.sid => one(statement.resources) if statement.effect != "Deny" } == { LogsArrive = "arn:aws:s3:::acme-dev-uploads/*", PartnersRead = "arn:aws:s3:::acme-dev-uploads/exports/*", PartnersReadBucket = "arn:aws:s3:::acme-dev-uploads", PartnersReadListing = "arn:aws:s3:::acme-dev-uploads" }
    error_message = "each action must be granted where it is checked, objects below the prefix only"
  }

  assert {
    condition     = { for statement in data.aws_iam_policy_document.bucket.statement : statement.sid => sort(statement.condition[*].variable) if statement.effect != "Deny" } == { LogsArrive = tolist(["aws:SourceAccount"]), PartnersRead = tolist(["aws:PrincipalOrgID"]), PartnersReadBucket = tolist(["aws:PrincipalOrgID"]), PartnersReadListing = tolist(["aws:PrincipalOrgID", "s3:prefix"]) }
    error_message = "statements must be narrowed to the organization, the prefix, or for services the account"
  }

  assert {
    condition     = length(setintersection(data.aws_iam_policy_document.bucket.statement[*].sid, ["DenyInsecureTransport", "DenyOldTls"])) == 2
    error_message = "further statements must not lift the rule about TLS"
  }

  assert {
    condition     = tolist(data.aws_iam_policy_document.key[0].statement[*].sid) == tolist(["Administration", "AccountsUse", "ServicesUse"])
    error_message = "users of the key must be let in"
  }

  assert {
    condition     = { for transition in aws_s3_bucket_lifecycle_configuration.this.rule[1].transition : transition.storage_class => transition.days } == { DEEP_ARCHIVE = 180, GLACIER_IR = 30 } && aws_s3_bucket_lifecycle_configuration.this.rule[2].filter[0].tag[0].key == "keep" && aws_s3_bucket_lifecycle_configuration.this.rule[3].filter[0].and[0].tags == tomap({ keep = "no" })
    error_message = "objects must move with age, chosen by prefix or tags"
  }

  assert {
    condition     = aws_s3_bucket.this.object_lock_enabled && aws_s3_bucket_object_lock_configuration.this[0].rule[0].default_retention[0].mode == "COMPLIANCE"
    error_message = "objects must be locked"
  }

  assert {
    condition     = aws_s3_bucket_notification.this[0].eventbridge && aws_s3_bucket_logging.this[0].target_prefix == "acme-dev-uploads/" && length(aws_s3_bucket_cors_configuration.this[0].cors_rule) == 1
    error_message = "events, logs and CORS must be on"
  }

  assert {
    condition     = aws_s3_bucket_replication_configuration.this[0].rule[0].destination[0].access_control_translation[0].owner == "Destination" && aws_s3_bucket_replication_configuration.this[0].rule[0].delete_marker_replication[0].status == "Disabled"
    error_message = "copies in another account must belong to it and outlive deletions"
  }

  assert {
    condition     = aws_iam_role.replication[0].permissions_boundary == "arn:aws:iam::333333333333:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "given_key" {
  command = plan

  variables {
    kms_key    = { arn = "arn:aws:kms:eu-west-1:333333333333:key/00000000-0000-0000-0000-000000000000" }
    versioning = false
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && tolist(tolist(aws_s3_bucket_server_side_encryption_configuration.this.rule)[0].apply_server_side_encryption_by_default)[0].kms_master_key_id == "arn:aws:kms:eu-west-1:333333333333:key/00000000-0000-0000-0000-000000000000"
    error_message = "the given key must be used"
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Suspended"
    error_message = "versions must be off"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_a_bad_key" {
  command = plan
  variables { kms_key = { arn = "alias/aws/s3" } }
  expect_failures = [var.kms_key]
}

run "rejects_a_bad_key_user" {
  command = plan
  variables { key_users = { account_ids = ["*"] } }
  expect_failures = [var.key_users]
}

run "rejects_a_service_with_domain" {
  command = plan
  variables { key_users = { services = ["cloudfront.amazonaws.com"] } }
  expect_failures = [var.key_users]
}

run "rejects_a_rule_with_the_name_of_the_module" {
  command = plan
  variables { lifecycle_rules = { "interrupted-uploads" = { expire_days = 1 } } }
  expect_failures = [var.lifecycle_rules]
}

run "rejects_a_rule_that_does_nothing" {
  command = plan
  variables { lifecycle_rules = { idle = { prefix = "tmp/" } } }
  expect_failures = [var.lifecycle_rules]
}

run "rejects_an_unknown_storage_class" {
  command = plan
  variables { lifecycle_rules = { cold = { transitions = { ICE = 30 } } } }
  expect_failures = [var.lifecycle_rules]
}

run "rejects_half_a_day" {
  command = plan
  variables { lifecycle_rules = { soon = { expire_days = 0.5 } } }
  expect_failures = [var.lifecycle_rules]
}

run "rejects_too_many_kept_versions" {
  command = plan
  variables { lifecycle_rules = { old = { noncurrent_days = 1, noncurrent_keep = 101 } } }
  expect_failures = [var.lifecycle_rules]
}

run "rejects_an_unknown_lock_mode" {
  command = plan
  variables { object_lock = { mode = "SOFT", days = 1 } }
  expect_failures = [var.object_lock]
}

run "rejects_a_lock_of_no_days" {
  command = plan
  variables { object_lock = { days = 0 } }
  expect_failures = [var.object_lock]
}

run "rejects_a_statement_with_the_name_of_the_module" {
  command = plan
  variables { statements = { DenyOldTls = { actions = ["s3:GetObject"], services = ["cloudfront"] } } }
  expect_failures = [var.statements]
}

run "rejects_an_unknown_effect" {
  command = plan
  variables { statements = { Read = { effect = "Maybe", actions = ["s3:GetObject"], services = ["cloudfront"] } } }
  expect_failures = [var.statements]
}

run "rejects_all_actions" {
  command = plan
  variables { statements = { Read = { actions = ["s3:*"], services = ["cloudfront"] } } }
  expect_failures = [var.statements]
}

run "rejects_a_statement_for_nobody" {
  command = plan
  variables { statements = { Read = { actions = ["s3:GetObject"] } } }
  expect_failures = [var.statements]
}

run "rejects_a_statement_for_everybody" {
  command = plan
  variables { statements = { Read = { actions = ["s3:GetObject"], principal_arns = ["*"] } } }
  expect_failures = [var.statements]
}

run "rejects_a_statement_for_a_service_with_domain" {
  command = plan
  variables { statements = { Read = { actions = ["s3:GetObject"], services = ["cloudfront.amazonaws.com"] } } }
  expect_failures = [var.statements]
}

run "rejects_a_bad_organization_id" {
  command = plan
  variables { statements = { Read = { actions = ["s3:GetObject"], principal_arns = ["arn:aws:iam::555555555555:root"], organization_id = "acme" } } }
  expect_failures = [var.statements]
}

run "rejects_a_prefix_with_a_slash" {
  command = plan
  variables { statements = { Read = { actions = ["s3:GetObject"], services = ["cloudfront"], prefixes = ["/a"] } } }
  expect_failures = [var.statements]
}

run "rejects_a_bad_log_bucket" {
  command = plan
  variables { access_logs = { bucket_name = "Logs" } }
  expect_failures = [var.access_logs]
}

run "rejects_a_cors_rule_without_origin" {
  command = plan
  variables { cors_rules = { app = { origins = [] } } }
  expect_failures = [var.cors_rules]
}

run "rejects_an_unknown_method" {
  command = plan
  variables { cors_rules = { app = { origins = ["*"], methods = ["PATCH"] } } }
  expect_failures = [var.cors_rules]
}

run "rejects_an_origin_with_a_path" {
  command = plan
  variables { cors_rules = { app = { origins = ["https://example.com/app"] } } }
  expect_failures = [var.cors_rules]
}

run "rejects_a_destination_that_is_no_bucket" {
  command = plan
  variables { replication = { bucket_arn = "copy", kms_key_arn = "arn:aws:kms:eu-central-1:222222222222:key/1" } }
  expect_failures = [var.replication]
}

run "rejects_a_destination_without_key" {
  command = plan
  variables { replication = { bucket_arn = "arn:aws:s3:::copy", kms_key_arn = "alias/aws/s3" } }
  expect_failures = [var.replication]
}

run "rejects_a_bad_destination_account" {
  command = plan
  variables { replication = { bucket_arn = "arn:aws:s3:::copy", kms_key_arn = "arn:aws:kms:eu-central-1:222222222222:key/1", account_id = "1" } }
  expect_failures = [var.replication]
}

run "rejects_a_bad_storage_class_of_copies" {
  command = plan
  variables { replication = { bucket_arn = "arn:aws:s3:::copy", kms_key_arn = "arn:aws:kms:eu-central-1:222222222222:key/1", storage_class = "ICE" } }
  expect_failures = [var.replication]
}

run "rejects_a_short_key_window" {
  command = plan
  variables { key_deletion_window_days = 1 }
  expect_failures = [var.key_deletion_window_days]
}

run "rejects_a_lock_without_versions" {
  command = plan
  variables {
    versioning  = false
    object_lock = { days = 1 }
  }
  expect_failures = [aws_s3_bucket.this]
}
