locals {
  writers = var.principals == null ? [] : sort(var.principals.writers)
  lockers = var.principals == null ? [] : sort(setunion(var.principals.writers, var.principals.readers))

  # What is closed to everybody else. Somebody who reads states takes locks as well, which are objects of their own.
  closed = { for sid, rule in {
    DenyStrangersReading = {
      actions       = ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions"]
      resources     = [local.bucket_arn, "${local.bucket_arn}/*"]
      not_resources = []
      principals    = local.lockers
    }
    DenyStrangersLocking = {
      actions       = ["s3:PutObject", "s3:DeleteObject"]
      resources     = ["${local.bucket_arn}/*.tflock"]
      not_resources = []
      principals    = local.lockers
    }
    DenyStrangersWriting = {
      actions       = ["s3:PutObject", "s3:DeleteObject"]
      resources     = []
      not_resources = ["${local.bucket_arn}/*.tflock"]
      principals    = local.writers
    }
  } : sid => rule if var.principals != null }
}

data "aws_iam_policy_document" "bucket" {
  statement {
    sid       = "DenyInsecureTransport"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.bucket_arn, "${local.bucket_arn}/*"]

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

  statement {
    sid       = "DenyOldTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.bucket_arn, "${local.bucket_arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "NumericLessThan"
      variable = "s3:TlsVersion"
      values   = ["1.2"]
    }
  }

  # A write that names no encryption gets the key of this module, so only writes that name another are refused.
  dynamic "statement" {
    for_each = var.allow_s3_managed_keys ? [] : ["Deny"]

    content {
      sid       = "DenyOtherEncryption"
      effect    = statement.value
      actions   = ["s3:PutObject"]
      resources = ["${local.bucket_arn}/*"]

      principals {
        type        = "AWS"
        identifiers = ["*"]
      }

      condition {
        test     = "Null"
        variable = "s3:x-amz-server-side-encryption"
        values   = ["false"]
      }

      condition {
        test     = "StringNotEquals"
        variable = "s3:x-amz-server-side-encryption"
        values   = ["aws:kms"]
      }
    }
  }

  # A backend only ever removes the newest version; lifecycle expiry is not subject to bucket policies.
  dynamic "statement" {
    for_each = var.force_destroy ? [] : ["Deny"]

    content {
      sid       = "DenyDeletionOfVersions"
      effect    = statement.value
      actions   = ["s3:DeleteObjectVersion"]
      resources = ["${local.bucket_arn}/*"]

      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
    }
  }

  dynamic "statement" {
    for_each = local.closed

    content {
      sid           = statement.key
      effect        = "Deny"
      actions       = statement.value.actions
      resources     = statement.value.resources
      not_resources = statement.value.not_resources

      principals {
        type        = "AWS"
        identifiers = ["*"]
      }

      condition {
        test     = "ArnNotLike"
        variable = "aws:PrincipalArn"
        values   = statement.value.principals
      }
    }
  }
}

# The key is known after its creation only, so its statement stands apart from those that a plan can show.
data "aws_iam_policy_document" "bucket_and_key" {
  source_policy_documents = [data.aws_iam_policy_document.bucket.json]

  statement {
    sid       = "DenyOtherKeys"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${local.bucket_arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = ["false"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = [aws_kms_key.this.arn, "arn:${local.partition}:kms:${local.region}:${local.account_id}:alias/${var.name}"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.bucket_and_key.json

  # The block on public policies and the policy itself cannot be written at the same time.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
