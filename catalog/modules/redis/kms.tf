resource "aws_kms_key" "this" {
  description         = "Data, snapshots and logs of the cache ${var.name}"
  enable_key_rotation = true
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}-cache"
  target_key_id = aws_kms_key.this.key_id
}

locals {
  # The key's own ARN tells the region.
  region = split(":", aws_kms_key.this.arn)[3]

  # Vended logs share one resource policy of limited size, unless the group has this prefix.
  log_group_prefix = "/aws/vendedlogs/elasticache/${var.name}"
}

data "aws_iam_policy_document" "key" {
  # ElastiCache uses the key on behalf of whoever calls it, so the account's own policies cover it.
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
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.log_group_prefix}/*"]
    }
  }
}

resource "aws_kms_key_policy" "this" {
  key_id = aws_kms_key.this.key_id
  policy = data.aws_iam_policy_document.key.json
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.logs

  name              = "${local.log_group_prefix}/${each.value}"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn

  depends_on = [aws_kms_key_policy.this]
}
