data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  dns_suffix = data.aws_partition.this.dns_suffix
  region     = data.aws_region.this.id

  to_group       = var.query_log == null ? false : var.query_log.s3_bucket_arn == null
  log_group_name = "/aws/route53resolver/${var.name}"
  log_group_arn  = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.log_group_name}"
}

data "aws_iam_policy_document" "log_key" {
  count = local.to_group ? 1 : 0

  statement {
    sid       = "AccountAdministersTheKey"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }

  statement {
    sid       = "LogServiceUsesTheKeyForThisGroup"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${local.region}.${local.dns_suffix}"]
    }

    condition {
      test     = "ArnEquals"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = [local.log_group_arn]
    }
  }
}

resource "aws_kms_key" "logs" {
  count = local.to_group ? 1 : 0

  description             = "DNS questions of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.log_key[0].json

  tags = { Name = "${var.name}-dns-resolver-logs" }
}

resource "aws_kms_alias" "logs" {
  count = local.to_group ? 1 : 0

  name          = "alias/${var.name}-dns-resolver-logs"
  target_key_id = aws_kms_key.logs[0].key_id
}

resource "aws_cloudwatch_log_group" "this" {
  count = local.to_group ? 1 : 0

  name              = local.log_group_name
  retention_in_days = var.query_log.retention_days
  kms_key_id        = aws_kms_key.logs[0].arn
}

data "aws_iam_policy_document" "log_delivery" {
  count = local.to_group ? 1 : 0

  statement {
    sid       = "LogDeliveryWrites"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_arn}:*"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:logs:${local.region}:${local.account_id}:*"]
    }
  }
}

# Without it, the resolver writes a policy of its own that nobody manages.
resource "aws_cloudwatch_log_resource_policy" "this" {
  count = local.to_group ? 1 : 0

  policy_name     = "${var.name}-dns-resolver-logs"
  policy_document = data.aws_iam_policy_document.log_delivery[0].json
}

resource "aws_route53_resolver_query_log_config" "this" {
  count = var.query_log == null ? 0 : 1

  name            = "${var.name}-dns"
  destination_arn = local.to_group ? aws_cloudwatch_log_group.this[0].arn : var.query_log.s3_bucket_arn

  tags = { Name = "${var.name}-dns" }

  depends_on = [aws_cloudwatch_log_resource_policy.this]
}

resource "aws_route53_resolver_query_log_config_association" "this" {
  for_each = var.query_log == null ? {} : var.vpc_ids

  resolver_query_log_config_id = aws_route53_resolver_query_log_config.this[0].id
  resource_id                  = each.value
}
