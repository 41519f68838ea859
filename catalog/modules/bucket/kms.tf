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
    for_each = length(var.key_users.account_ids) > 0 ? [sort(var.key_users.account_ids)] : []

    content {
      sid       = "AccountsUse"
      actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = [for id in statement.value : "arn:${local.partition}:iam::${id}:root"]
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.key_users.services) > 0 ? [sort(var.key_users.services)] : []

    content {
      sid       = "ServicesUse"
      actions   = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*"]
      resources = ["*"]

      principals {
        type        = "Service"
        identifiers = [for service in statement.value : "${service}.amazonaws.com"]
      }

      # Some services name the account that they act for, others the resource: both must be of this account. A bucket's ARN names none.
      condition {
        test     = "StringEqualsIfExists"
        variable = "aws:SourceAccount"
        values   = [local.account_id]
      }

      condition {
        test     = "ArnLikeIfExists"
        variable = "aws:SourceArn"
        values   = ["arn:${local.partition}:*:*:${local.account_id}:*", "arn:${local.partition}:s3:::*"]
      }
    }
  }
}

resource "aws_kms_key" "this" {
  count = var.kms_key == null ? 1 : 0

  description             = "Objects in ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = var.key_deletion_window_days
  policy                  = data.aws_iam_policy_document.key[0].json
}

resource "aws_kms_alias" "this" {
  count = var.kms_key == null ? 1 : 0

  name          = "alias/${var.name}-bucket"
  target_key_id = aws_kms_key.this[0].key_id
}
