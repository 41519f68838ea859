locals {
  flow_logs_name      = "${var.name}-transit-gateway-flow-logs"
  flow_logs_group     = "/aws/transit-gateway/${var.name}/flow-logs"
  flow_logs_group_arn = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.flow_logs_group}"
}

data "aws_iam_policy_document" "flow_logs_key" {
  count = var.flow_logs == null ? 0 : 1

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
  count = var.flow_logs == null ? 0 : 1

  description             = "Flow logs of transit gateway ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.flow_logs_key[0].json

  tags = { Name = local.flow_logs_name }
}

resource "aws_kms_alias" "flow_logs" {
  count = var.flow_logs == null ? 0 : 1

  name          = "alias/${local.flow_logs_name}"
  target_key_id = aws_kms_key.flow_logs[0].key_id
}

resource "aws_cloudwatch_log_group" "flow_logs" {
  count = var.flow_logs == null ? 0 : 1

  name              = local.flow_logs_group
  retention_in_days = var.flow_logs.retention_days
  kms_key_id        = aws_kms_key.flow_logs[0].arn
}

data "aws_iam_policy_document" "flow_logs_trust" {
  count = var.flow_logs == null ? 0 : 1

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
  count = var.flow_logs == null ? 0 : 1

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
  count = var.flow_logs == null ? 0 : 1

  # Role names are unique in the account, gateways in the region.
  name                 = substr("${local.flow_logs_name}-${local.region}", 0, 64)
  description          = "Lets flow logs of transit gateway ${var.name} write to CloudWatch Logs"
  assume_role_policy   = data.aws_iam_policy_document.flow_logs_trust[0].json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "flow_logs" {
  count = var.flow_logs == null ? 0 : 1

  name   = "write"
  role   = aws_iam_role.flow_logs[0].name
  policy = data.aws_iam_policy_document.flow_logs_write[0].json
}

resource "aws_flow_log" "this" {
  count = var.flow_logs == null ? 0 : 1

  transit_gateway_id       = aws_ec2_transit_gateway.this.id
  max_aggregation_interval = 60
  log_destination_type     = "cloud-watch-logs"
  log_destination          = aws_cloudwatch_log_group.flow_logs[0].arn
  iam_role_arn             = aws_iam_role.flow_logs[0].arn

  tags = { Name = local.flow_logs_name }

  depends_on = [aws_iam_role_policy.flow_logs]
}
