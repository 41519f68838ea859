data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  writer_ids = sort(distinct(values(var.account_ids)))

  # Load balancers and S3 server access logging can only write to buckets with S3-managed keys.
  kinds = {
    cloudtrail  = { cmk = true, days = 730 }
    config      = { cmk = true, days = 730 }
    "flow-logs" = { cmk = true, days = 365 }
    alb         = { cmk = false, days = 365 }
    "s3-access" = { cmk = false, days = 365 }
  }

  # ARNs are built from the names, so that the policies can be read in the plan.
  bucket_names = { for kind in keys(local.kinds) : kind => "${var.name}-${kind}" }
  bucket_arns  = { for kind, name in local.bucket_names : kind => "arn:${local.partition}:s3:::${name}" }
  retention    = { for kind, settings in local.kinds : kind => lookup(var.retention_days, kind, settings.days) }

  # S3 logging needs a target bucket in the same account, so the other buckets of the archive log there.
  access_logged_kinds = toset([for kind in keys(local.kinds) : kind if kind != "s3-access"])
}

resource "aws_s3_bucket" "this" {
  for_each = local.bucket_names

  bucket        = each.value
  force_destroy = var.force_destroy

  # Can only be chosen at creation, so it is always on; `object_lock` decides about the default retention.
  object_lock_enabled = each.key == "cloudtrail"

  lifecycle {
    precondition {
      condition     = each.key != "cloudtrail" || var.object_lock == null ? true : var.object_lock.days <= local.retention["cloudtrail"]
      error_message = "the object lock must not last longer than the retention of the cloudtrail logs"
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.bucket_names

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.bucket_names

  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.bucket_names

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.kinds

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    bucket_key_enabled = each.value.cmk

    apply_server_side_encryption_by_default {
      sse_algorithm     = each.value.cmk ? "aws:kms" : "AES256"
      kms_master_key_id = each.value.cmk ? aws_kms_key.this.arn : null
    }
  }
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  count = var.object_lock != null ? 1 : 0

  bucket = aws_s3_bucket.this["cloudtrail"].id

  rule {
    default_retention {
      mode = var.object_lock.mode
      days = var.object_lock.days
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.retention

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "archive-and-expire"
    status = "Enabled"

    filter {}

    dynamic "transition" {
      for_each = var.archive_after_days == null ? [] : [for days in [var.archive_after_days] : days if days < each.value]

      content {
        days          = transition.value
        storage_class = "GLACIER_IR"
      }
    }

    expiration {
      days = each.value
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_logging" "this" {
  for_each = local.access_logged_kinds

  bucket        = aws_s3_bucket.this[each.key].id
  target_bucket = aws_s3_bucket.this["s3-access"].id
  target_prefix = "${local.bucket_names[each.key]}/"

  depends_on = [aws_s3_bucket_policy.this]
}
