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
  name = "acme-prod"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_backup_vault.this.name == "acme-prod" && !aws_backup_vault.this.force_destroy && aws_kms_key.this.enable_key_rotation
    error_message = "the vault must be kept, with a key that rotates"
  }

  assert {
    condition     = aws_backup_vault_lock_configuration.this[0].min_retention_days == 7 && aws_backup_vault_lock_configuration.this[0].changeable_for_days == null
    error_message = "the vault must be locked in governance mode"
  }

  assert {
    condition     = one(data.aws_iam_policy_document.vault[0].statement).effect == "Deny" && contains(one(data.aws_iam_policy_document.vault[0].statement).actions, "backup:DeleteRecoveryPoint")
    error_message = "nobody may delete a backup"
  }

  assert {
    condition     = tolist(aws_backup_plan.this["daily"].rule)[0].lifecycle[0].delete_after == 35 && tolist(aws_backup_plan.this["daily"].rule)[0].schedule == "cron(0 2 * * ? *)"
    error_message = "backups must be made daily and kept for 35 days"
  }

  assert {
    condition     = sort(keys(aws_backup_selection.this)) == tolist(["daily-tags"]) && one(aws_backup_selection.this["daily-tags"].selection_tag).key == "backup" && one(aws_backup_selection.this["daily-tags"].selection_tag).value == "daily"
    error_message = "resources must be selected by the tag with the plan's name"
  }

  assert {
    condition     = sort(keys(aws_iam_role_policy_attachment.backup)) == tolist(["resources"]) && length(aws_iam_role.restore) == 0 && one(one(data.aws_iam_policy_document.trust.statement).condition).values == tolist(["333333333333"])
    error_message = "the role must be for backups of this account only"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.missing.treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.missing.period == 86400 && aws_cloudwatch_metric_alarm.missing.threshold == 1 && length(aws_cloudwatch_event_rule.failures) == 0
    error_message = "a day without a successful backup must raise an alarm"
  }

  assert {
    condition     = tolist(data.aws_iam_policy_document.key.statement[*].sid) == tolist(["Administration"])
    error_message = "no other account may use the key"
  }
}

run "copied" {
  command = plan

  variables {
    alarms_topic_arn = "arn:aws:sns:eu-west-1:333333333333:alarms"
    failure_alerts   = { topic_arn = "arn:aws:sns:eu-west-1:333333333333:alarms" }
    lock             = { mode = "COMPLIANCE" }
    s3_backups       = true
    restore_role     = true
    plans = {
      daily = {
        resource_arns = ["arn:aws:dynamodb:eu-west-1:333333333333:table/orders"]
        copies = {
          logs = { vault_arn = "arn:aws:backup:eu-west-1:222222222222:backup-vault:acme-copies" }
          home = { vault_arn = "arn:aws:backup:eu-central-1:333333333333:backup-vault:acme-prod", delete_after_days = 120, cold_storage_after_days = 30 }
        }
      }
    }
    permissions_boundary_arn = "arn:aws:iam::333333333333:policy/landform-boundary"
  }

  assert {
    condition     = aws_backup_vault_lock_configuration.this[0].changeable_for_days == 7
    error_message = "compliance mode must be asked for by its number of days"
  }

  assert {
    condition     = { for copy in tolist(aws_backup_plan.this["daily"].rule)[0].copy_action : copy.destination_vault_arn => copy.lifecycle[0].delete_after } == { "arn:aws:backup:eu-central-1:333333333333:backup-vault:acme-prod" = 120, "arn:aws:backup:eu-west-1:222222222222:backup-vault:acme-copies" = 90 }
    error_message = "each copy must have its own retention"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.key.statement : one(statement.principals).identifiers if statement.sid == "CopiesDecrypt"][0] == toset(["arn:aws:iam::222222222222:root"])
    error_message = "only the account that receives copies may decrypt"
  }

  assert {
    condition     = sort(keys(aws_backup_selection.this)) == tolist(["daily-arns", "daily-tags"]) && length(aws_iam_role_policy_attachment.restore) == 2
    error_message = "resources must also be selected by ARN, and be restorable"
  }

  assert {
    condition     = sort(keys(aws_cloudwatch_event_target.failures)) == tolist(["backup", "copy", "restore"]) && aws_cloudwatch_metric_alarm.failed.alarm_actions == toset(["arn:aws:sns:eu-west-1:333333333333:alarms"])
    error_message = "failures must reach the topic"
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.backup, aws_iam_role.restore[0]] : role.permissions_boundary == "arn:aws:iam::333333333333:policy/landform-boundary"])
    error_message = "every role must carry the boundary"
  }
}

run "unprotected" {
  command = plan

  variables {
    lock          = null
    force_destroy = true
  }

  assert {
    condition     = length(aws_backup_vault_lock_configuration.this) + length(aws_backup_vault_policy.this) == 0
    error_message = "a vault that may be emptied must permit deletion"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_no_plans" {
  command = plan
  variables { plans = {} }
  expect_failures = [var.plans]
}

run "rejects_a_bad_plan_name" {
  command = plan
  variables { plans = { "every day" = {} } }
  expect_failures = [var.plans]
}

run "rejects_a_bad_schedule" {
  command = plan
  variables { plans = { daily = { schedule = "daily" } } }
  expect_failures = [var.plans]
}

run "rejects_a_bad_timezone" {
  command = plan
  variables { plans = { daily = { timezone = "+01:00" } } }
  expect_failures = [var.plans]
}

run "rejects_a_short_window" {
  command = plan
  variables { plans = { daily = { start_window_minutes = 60, completion_window_minutes = 90 } } }
  expect_failures = [var.plans]
}

run "rejects_a_retention_of_nothing" {
  command = plan
  variables { plans = { daily = { delete_after_days = 0 } } }
  expect_failures = [var.plans]
}

run "rejects_a_short_time_in_cold_storage" {
  command = plan
  variables { plans = { daily = { cold_storage_after_days = 30, delete_after_days = 60 } } }
  expect_failures = [var.plans]
}

run "rejects_a_long_continuous_backup" {
  command = plan
  variables { plans = { daily = { continuous = true, delete_after_days = 36 } } }
  expect_failures = [var.plans]
}

run "rejects_a_plan_for_nothing" {
  command = plan
  variables { plans = { daily = { tags = {} } } }
  expect_failures = [var.plans]
}

run "rejects_a_copy_to_no_vault" {
  command = plan
  variables { plans = { daily = { copies = { logs = { vault_arn = "acme-copies" } } } } }
  expect_failures = [var.plans]
}

run "rejects_a_retention_that_the_lock_refuses" {
  command = plan
  variables { plans = { daily = { delete_after_days = 3 } } }
  expect_failures = [aws_backup_vault.this]
}

run "rejects_an_unknown_lock_mode" {
  command = plan
  variables { lock = { mode = "SOFT" } }
  expect_failures = [var.lock]
}

run "rejects_a_lock_of_no_days" {
  command = plan
  variables { lock = { min_retention_days = 0 } }
  expect_failures = [var.lock]
}

run "rejects_a_lock_that_cannot_be_reconsidered" {
  command = plan
  variables { lock = { mode = "COMPLIANCE", changeable_for_days = 1 } }
  expect_failures = [var.lock]
}

run "rejects_a_long_look_back" {
  command = plan
  variables { success_within_days = 8 }
  expect_failures = [var.success_within_days]
}

run "rejects_a_short_key_window" {
  command = plan
  variables { key_deletion_window_days = 1 }
  expect_failures = [var.key_deletion_window_days]
}
