locals {
  # Accounts that copies go to, taken from the ARNs of their vaults.
  copy_account_ids = sort(setsubtract(flatten([for plan in values(var.plans) : [for copy in values(plan.copies) : split(":", copy.vault_arn)[4]]]), [local.account_id]))
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

  # A copy is made by the receiving account, which decrypts what it gets.
  dynamic "statement" {
    for_each = length(local.copy_account_ids) > 0 ? [local.copy_account_ids] : []

    content {
      sid       = "CopiesDecrypt"
      actions   = ["kms:Decrypt", "kms:DescribeKey"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = [for id in statement.value : "arn:${local.partition}:iam::${id}:root"]
      }
    }
  }

  dynamic "statement" {
    for_each = length(local.copy_account_ids) > 0 ? [local.copy_account_ids] : []

    content {
      sid       = "CopiesGrant"
      actions   = ["kms:CreateGrant"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = [for id in statement.value : "arn:${local.partition}:iam::${id}:root"]
      }

      condition {
        test     = "Bool"
        variable = "kms:GrantIsForAWSResource"
        values   = ["true"]
      }
    }
  }
}

resource "aws_kms_key" "this" {
  description             = "Backups in the vault ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = var.key_deletion_window_days
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}-backup"
  target_key_id = aws_kms_key.this.key_id
}
