data "aws_iam_policy_document" "key" {
  # Firehose encrypts its buffer through grants that the creator of the stream makes.
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
    sid       = "ErrorLogEncrypts"
    actions   = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${local.region}.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.errors_group}"]
    }
  }

  dynamic "statement" {
    for_each = length(var.reader_principal_arns) > 0 ? [sort(var.reader_principal_arns)] : []

    content {
      sid       = "Read"
      actions   = ["kms:Decrypt", "kms:DescribeKey"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = statement.value
      }
    }
  }
}

resource "aws_kms_key" "this" {
  description             = "Application logs in ${local.bucket_name}"
  enable_key_rotation     = true
  deletion_window_in_days = var.key_deletion_window_days
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}

# CloudWatch Logs, on behalf of the accounts that send logs, puts records into the stream.
data "aws_iam_policy_document" "ingest_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["logs.amazonaws.com"]
    }

    # With an organization the senders are not known by id; then the policy of the destination alone says who they are.
    condition {
      test     = "StringLike"
      variable = "aws:SourceArn"
      values   = [for id in distinct(concat([local.account_id], var.organization_id == null ? local.account_ids : ["*"])) : "arn:${local.partition}:logs:${local.region}:${id}:*"]
    }
  }
}

data "aws_iam_policy_document" "ingest" {
  statement {
    actions   = ["firehose:PutRecord", "firehose:PutRecordBatch"]
    resources = [local.stream_arn]
  }
}

resource "aws_iam_role" "ingest" {
  name                 = "${var.name}-${local.region}-ingest"
  description          = "Lets CloudWatch Logs put logs into the stream ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.ingest_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "ingest" {
  name   = "put"
  role   = aws_iam_role.ingest.name
  policy = data.aws_iam_policy_document.ingest.json
}

data "aws_iam_policy_document" "delivery_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["firehose.amazonaws.com"]
    }

    # Firehose names the account of the stream as the external id.
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [local.account_id]
    }
  }
}

data "aws_iam_policy_document" "delivery" {
  statement {
    sid       = "Bucket"
    actions   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = [local.bucket_arn]
  }

  statement {
    sid       = "Objects"
    actions   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]
    resources = ["${local.bucket_arn}/logs/*", "${local.bucket_arn}/errors/*"]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.this.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${local.region}.amazonaws.com"]
    }

    condition {
      test     = "StringLike"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values   = [local.bucket_arn, "${local.bucket_arn}/*"]
    }
  }

  statement {
    sid       = "TellErrors"
    actions   = ["logs:PutLogEvents"]
    resources = ["arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.errors_group}:log-stream:*"]
  }
}

resource "aws_iam_role" "delivery" {
  name                 = "${var.name}-${local.region}-delivery"
  description          = "Lets Firehose write logs to ${local.bucket_name}"
  assume_role_policy   = data.aws_iam_policy_document.delivery_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "delivery" {
  name   = "write"
  role   = aws_iam_role.delivery.name
  policy = data.aws_iam_policy_document.delivery.json
}
