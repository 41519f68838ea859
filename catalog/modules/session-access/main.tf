data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = data.aws_region.this.id

  archive_count  = var.archive != null ? 1 : 0
  bucket_name    = "${var.name}-${local.account_id}-${local.region}"
  bucket_arn     = "arn:${local.partition}:s3:::${local.bucket_name}"
  log_group_name = "/aws/ssm/${var.name}"
}

# The settings of Session Manager are a document of this very name, one per account and region.
resource "aws_ssm_document" "this" {
  name            = "SSM-SessionManagerRunShell"
  document_type   = "Session"
  document_format = "JSON"

  content = jsonencode({
    schemaVersion = "1.0"
    description   = "Settings of Session Manager"
    sessionType   = "Standard_Stream"

    inputs = {
      kmsKeyId                    = aws_kms_key.this.arn
      cloudWatchLogGroupName      = aws_cloudwatch_log_group.this.name
      cloudWatchEncryptionEnabled = true
      cloudWatchStreamingEnabled  = true
      s3BucketName                = var.archive == null ? "" : aws_s3_bucket.this[0].bucket
      s3KeyPrefix                 = var.archive == null ? "" : "sessions"
      s3EncryptionEnabled         = true
      idleSessionTimeout          = tostring(var.idle_timeout_minutes)
      maxSessionDuration          = tostring(var.max_duration_minutes)
      runAsEnabled                = var.run_as != null
      runAsDefaultUser            = var.run_as == null ? "" : var.run_as.user
      shellProfile                = { linux = "", windows = "" }
    }
  })

  # A session that cannot be recorded does not start.
  depends_on = [aws_kms_key_policy.this]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group_name
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn

  depends_on = [aws_kms_key_policy.this]
}

resource "aws_kms_key" "this" {
  description         = "Sessions on instances, and their records"
  enable_key_rotation = true
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}

data "aws_iam_policy_document" "key" {
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

resource "aws_kms_key_policy" "this" {
  key_id = aws_kms_key.this.key_id
  policy = data.aws_iam_policy_document.key.json
}
