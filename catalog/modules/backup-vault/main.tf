data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition

  # Who sends copies. All conditions must hold.
  senders = merge(
    { "aws:PrincipalOrgID" = [var.organization_id] },
    length(var.account_ids) == 0 ? {} : { "aws:PrincipalAccount" = sort(var.account_ids) },
  )
}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Administration"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }

  # A sender can encrypt a copy, and not read it again.
  statement {
    sid       = "SendersEncrypt"
    actions   = ["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncryptTo", "kms:DescribeKey"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    dynamic "condition" {
      for_each = local.senders

      content {
        test     = "StringEquals"
        variable = condition.key
        values   = condition.value
      }
    }
  }

  statement {
    sid       = "SendersGrant"
    actions   = ["kms:CreateGrant"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    dynamic "condition" {
      for_each = local.senders

      content {
        test     = "StringEquals"
        variable = condition.key
        values   = condition.value
      }
    }

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}

resource "aws_kms_key" "this" {
  description             = "Copies of backups in the vault ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = var.key_deletion_window_days
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}-backup"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_backup_vault" "this" {
  name        = var.name
  kms_key_arn = aws_kms_key.this.arn
}

resource "aws_backup_vault_lock_configuration" "this" {
  backup_vault_name  = aws_backup_vault.this.name
  min_retention_days = var.lock.min_retention_days
  max_retention_days = var.lock.max_retention_days

  # The presence of this number is what makes a lock irrevocable.
  changeable_for_days = var.lock.mode == "COMPLIANCE" ? var.lock.changeable_for_days : null
}

data "aws_iam_policy_document" "vault" {
  statement {
    sid       = "Copy"
    actions   = ["backup:CopyIntoBackupVault"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    dynamic "condition" {
      for_each = local.senders

      content {
        test     = "StringEquals"
        variable = condition.key
        values   = condition.value
      }
    }
  }

  # Expiry is not subject to this policy.
  statement {
    sid       = "DenyDeletion"
    effect    = "Deny"
    actions   = ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle", "backup:DeleteBackupVault"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_backup_vault_policy" "this" {
  backup_vault_name = aws_backup_vault.this.name
  policy            = data.aws_iam_policy_document.vault.json
}

# Attempts that were refused are in the trail as well, and so reach the topic.
resource "aws_cloudwatch_event_rule" "tampering" {
  count = var.alerts == null ? 0 : 1

  name        = "${var.name}-backup-tampering"
  description = "Somebody touches the protection of the vault ${var.name} or a copy in it"

  event_pattern = jsonencode({
    source        = ["aws.backup"]
    "detail-type" = ["AWS API Call via CloudTrail"]
    detail = {
      eventSource = ["backup.amazonaws.com"]
      eventName = [
        "DeleteBackupVault",
        "DeleteBackupVaultAccessPolicy",
        "DeleteBackupVaultLockConfiguration",
        "DeleteRecoveryPoint",
        "PutBackupVaultAccessPolicy",
        "PutBackupVaultLockConfiguration",
        "UpdateRecoveryPointLifecycle",
      ]
      requestParameters = { backupVaultName = [var.name] }
    }
  })
}

resource "aws_cloudwatch_event_target" "tampering" {
  count = var.alerts == null ? 0 : 1

  rule      = aws_cloudwatch_event_rule.tampering[0].name
  target_id = "alarms"
  arn       = var.alerts.topic_arn
}
