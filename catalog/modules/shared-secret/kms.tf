locals {
  # Whoever reads some of the secrets may decrypt with the key, but gets the encrypted value of the others from nobody.
  key_users = anytrue(values(var.secrets)[*].organization_reads) ? ["*"] : sort(distinct(flatten(values(local.readers))))
}

data "aws_iam_policy_document" "key" {
  count = var.kms_key == null ? 1 : 0

  statement {
    sid       = "Administration"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }

  dynamic "statement" {
    for_each = length(local.key_users) > 0 ? [local.key_users] : []

    content {
      sid       = "ReadersDecrypt"
      actions   = ["kms:Decrypt", "kms:DescribeKey"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = statement.value
      }

      condition {
        test     = "StringLike"
        variable = "kms:ViaService"
        values   = ["secretsmanager.*.amazonaws.com"]
      }

      dynamic "condition" {
        for_each = var.organization_id == null ? [] : [var.organization_id]

        content {
          test     = "StringEquals"
          variable = "aws:PrincipalOrgID"
          values   = [condition.value]
        }
      }
    }
  }
}

resource "aws_kms_key" "this" {
  count = var.kms_key == null ? 1 : 0

  description             = "Secrets below ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = var.key_deletion_window_days
  policy                  = data.aws_iam_policy_document.key[0].json
}

resource "aws_kms_alias" "this" {
  count = var.kms_key == null ? 1 : 0

  name          = "alias/${var.name}-secrets"
  target_key_id = aws_kms_key.this[0].key_id
}
