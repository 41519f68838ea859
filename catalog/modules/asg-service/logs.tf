locals {
  log_group_name = "/aws/ec2/${var.name}"
  own_key_count  = var.logs.key == null ? 1 : 0
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group_name
  retention_in_days = var.logs.retention_days
  kms_key_id        = var.logs.key == null ? aws_kms_key.logs[0].arn : var.logs.key.arn
}

data "aws_iam_policy_document" "logs_key" {
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
}

resource "aws_kms_key" "logs" {
  count = local.own_key_count

  description         = "Log of the servers of ${var.name}"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.logs_key[0].json
}

resource "aws_kms_alias" "logs" {
  count = local.own_key_count

  name          = "alias/${var.name}-servers-logs"
  target_key_id = aws_kms_key.logs[0].key_id
}
