locals {
  own_key_count  = var.key == null ? 1 : 0
  key_arn        = var.key == null ? aws_kms_key.this[0].arn : var.key.arn
  log_group_name = "/aws/ecs/${local.cluster_name}/${var.name}"
}

data "aws_iam_policy_document" "key" {
  count = local.own_key_count

  statement {
    sid       = "Administration"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }

  statement {
    sid       = "Logs"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${local.region}.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.log_group_name}"]
    }
  }

  statement {
    sid       = "Events"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = values(local.rule_arns)
    }
  }
}

resource "aws_kms_key" "this" {
  count = local.own_key_count

  description         = "Log and queues of the task ${var.name}"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.key[0].json
}

resource "aws_kms_alias" "this" {
  count = local.own_key_count

  name          = "alias/${var.name}-task"
  target_key_id = aws_kms_key.this[0].key_id
}
