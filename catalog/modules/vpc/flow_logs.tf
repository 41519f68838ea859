locals {
  flow_logs_name      = "${var.name}-flow-logs"
  flow_logs_group     = "/aws/vpc/${var.name}/flow-logs"
  flow_logs_group_arn = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.flow_logs_group}"
}

data "aws_iam_policy_document" "flow_logs_key" {
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
      values   = [local.flow_logs_group_arn]
    }
  }
}

resource "aws_kms_key" "flow_logs" {
  description             = "Flow logs of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.flow_logs_key.json

  tags = { Name = local.flow_logs_name }
}

resource "aws_kms_alias" "flow_logs" {
  name          = "alias/${local.flow_logs_name}"
  target_key_id = aws_kms_key.flow_logs.key_id
}

resource "aws_cloudwatch_log_group" "flow_logs" {
  name              = local.flow_logs_group
  retention_in_days = var.flow_logs.cloudwatch.retention_days
  kms_key_id        = aws_kms_key.flow_logs.arn
}

data "aws_iam_policy_document" "flow_logs_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:ec2:${local.region}:${local.account_id}:vpc-flow-log/*"]
    }
  }
}

data "aws_iam_policy_document" "flow_logs_write" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = [local.flow_logs_group_arn, "${local.flow_logs_group_arn}:*"]
  }

  # Listing groups knows no narrower resource.
  statement {
    actions   = ["logs:DescribeLogGroups"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "flow_logs" {
  name                 = local.flow_logs_name
  description          = "Lets VPC flow logs of ${var.name} write to CloudWatch Logs"
  assume_role_policy   = data.aws_iam_policy_document.flow_logs_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "flow_logs" {
  name   = "write"
  role   = aws_iam_role.flow_logs.name
  policy = data.aws_iam_policy_document.flow_logs_write.json
}

resource "aws_flow_log" "cloudwatch" {
  vpc_id                   = aws_vpc.this.id
  traffic_type             = "ALL"
  max_aggregation_interval = 60
  log_destination_type     = "cloud-watch-logs"
  log_destination          = aws_cloudwatch_log_group.flow_logs.arn
  iam_role_arn             = aws_iam_role.flow_logs.arn

  tags = { Name = "${var.name}-cloudwatch" }

  depends_on = [aws_iam_role_policy.flow_logs]
}

resource "aws_flow_log" "s3" {
  count = var.flow_logs.s3_bucket_arn == null ? 0 : 1

  vpc_id                   = aws_vpc.this.id
  traffic_type             = "ALL"
  max_aggregation_interval = 60
  log_destination_type     = "s3"
  log_destination          = var.flow_logs.s3_bucket_arn

  tags = { Name = "${var.name}-s3" }
}
