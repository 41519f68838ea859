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
  name            = "acme-copies"
  organization_id = "o-a1b2c3d4e5"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_backup_vault.this.name == "acme-copies"
    error_message = "the key must rotate"
  }

  assert {
    condition     = aws_backup_vault_lock_configuration.this.min_retention_days == 7 && aws_backup_vault_lock_configuration.this.changeable_for_days == null
    error_message = "the vault must be locked in governance mode"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.vault.statement : { actions = sort(statement.actions), conditions = sort(statement.condition[*].variable) } if statement.effect != "Deny"] == [{ actions = tolist(["backup:CopyIntoBackupVault"]), conditions = tolist(["aws:PrincipalOrgID"]) }]
    error_message = "accounts of the organization may copy into the vault and nothing else"
  }

  assert {
    condition     = length(setintersection([for statement in data.aws_iam_policy_document.vault.statement : statement.actions if statement.effect == "Deny"][0], ["backup:DeleteRecoveryPoint", "backup:DeleteBackupVault"])) == 2
    error_message = "nobody may delete a copy or the vault"
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.key.statement : contains(statement.condition[*].variable, "aws:PrincipalOrgID") && !contains(statement.actions, "kms:Decrypt") if statement.sid != "Administration"])
    error_message = "senders must be of the organization and not decrypt"
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.tampering) == 0
    error_message = "without a topic nobody is told"
  }
}

run "some_accounts" {
  command = plan

  variables {
    account_ids = ["333333333333"]
    alerts      = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:alarms" }
    lock        = { mode = "COMPLIANCE", changeable_for_days = 14 }
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.vault.statement : contains(statement.condition[*].variable, "aws:PrincipalAccount") if statement.effect != "Deny"])
    error_message = "senders must be narrowed to the accounts"
  }

  assert {
    condition     = aws_backup_vault_lock_configuration.this.changeable_for_days == 14
    error_message = "compliance mode must be asked for by its number of days"
  }

  assert {
    condition     = contains(jsondecode(aws_cloudwatch_event_rule.tampering[0].event_pattern).detail.eventName, "DeleteBackupVaultLockConfiguration") && aws_cloudwatch_event_target.tampering[0].arn == "arn:aws:sns:eu-west-1:222222222222:alarms"
    error_message = "lifting the lock must be told"
  }
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

run "rejects_a_short_key_window" {
  command = plan
  variables { key_deletion_window_days = 1 }
  expect_failures = [var.key_deletion_window_days]
}
