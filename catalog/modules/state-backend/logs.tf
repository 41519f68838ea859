locals {
  own_logs        = var.access_logs == null ? false : var.access_logs.bucket_name == null
  log_bucket_name = "${var.name}-logs"
  log_bucket_arn  = "arn:${local.partition}:s3:::${local.log_bucket_name}"
}

resource "aws_s3_bucket" "logs" {
  count = local.own_logs ? 1 : 0

  bucket        = local.log_bucket_name
  force_destroy = var.force_destroy

  lifecycle {
    precondition {
      condition     = length(local.log_bucket_name) <= 63
      error_message = "`<name>-logs` must not be longer than 63 characters: give `access_logs` a `bucket_name`"
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "logs" {
  count = local.own_logs ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "logs" {
  count = local.own_logs ? 1 : 0

  bucket                  = aws_s3_bucket.logs[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "logs" {
  count = local.own_logs ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

# Server access logs can only be delivered to a bucket with S3-managed keys.
resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  count = local.own_logs ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  count = local.own_logs ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = var.access_logs.days
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.logs]
}

data "aws_iam_policy_document" "logs" {
  count = local.own_logs ? 1 : 0

  statement {
    sid       = "Delivery"
    actions   = ["s3:PutObject"]
    resources = ["${local.log_bucket_arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [local.bucket_arn]
    }
  }

  # Whoever reads a state must not be able to remove the trace of it.
  dynamic "statement" {
    for_each = var.force_destroy ? [] : ["Deny"]

    content {
      sid       = "DenyDeletion"
      effect    = statement.value
      actions   = ["s3:DeleteObject", "s3:DeleteObjectVersion"]
      resources = ["${local.log_bucket_arn}/*"]

      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
    }
  }

  statement {
    sid       = "DenyInsecureTransport"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.log_bucket_arn, "${local.log_bucket_arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "logs" {
  count = local.own_logs ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id
  policy = data.aws_iam_policy_document.logs[0].json

  depends_on = [aws_s3_bucket_public_access_block.logs]
}

resource "aws_s3_bucket_logging" "this" {
  count = var.access_logs == null ? 0 : 1

  bucket        = aws_s3_bucket.this.id
  target_bucket = local.own_logs ? aws_s3_bucket.logs[0].id : var.access_logs.bucket_name
  target_prefix = "${var.name}/"

  depends_on = [aws_s3_bucket_policy.logs]
}
