locals {
  log_group_name = "/aws/route53/${var.domain}"
  log_group_arn  = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.log_group_name}"
}

data "aws_iam_policy_document" "log_key" {
  count = var.query_logging == null ? 0 : 1

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
  count = var.query_logging == null ? 0 : 1

  description             = "Query log of the zone ${var.domain}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.log_key[0].json

  tags = { Name = "${local.label}-dns-queries" }
}

resource "aws_kms_alias" "logs" {
  count = var.query_logging == null ? 0 : 1

  name          = "alias/${local.label}-dns-queries"
  target_key_id = aws_kms_key.logs[0].key_id
}

resource "aws_cloudwatch_log_group" "queries" {
  count = var.query_logging == null ? 0 : 1

  name              = local.log_group_name
  retention_in_days = var.query_logging.retention_days
  kms_key_id        = aws_kms_key.logs[0].arn
}

data "aws_iam_policy_document" "query_log" {
  count = var.query_logging == null ? 0 : 1

  statement {
    sid       = "RouteWritesQueries"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_arn}:*"]

    principals {
      type        = "Service"
      identifiers = ["route53.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [aws_route53_zone.this.arn]
    }
  }
}

resource "aws_cloudwatch_log_resource_policy" "queries" {
  count = var.query_logging == null ? 0 : 1

  policy_name     = "${local.label}-dns-queries"
  policy_document = data.aws_iam_policy_document.query_log[0].json
}

resource "aws_route53_query_log" "this" {
  count = var.query_logging == null ? 0 : 1

  zone_id                  = aws_route53_zone.this.zone_id
  cloudwatch_log_group_arn = aws_cloudwatch_log_group.queries[0].arn

  depends_on = [aws_cloudwatch_log_resource_policy.queries]
}
