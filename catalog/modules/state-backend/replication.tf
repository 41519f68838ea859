data "aws_iam_policy_document" "replication_trust" {
  count = var.replication == null ? 0 : 1

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

data "aws_iam_policy_document" "replication" {
  count = var.replication == null ? 0 : 1

  statement {
    sid       = "FindVersions"
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [local.bucket_arn]
  }

  statement {
    sid       = "ReadVersions"
    actions   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    resources = ["${local.bucket_arn}/*"]
  }

  statement {
    sid       = "WriteCopies"
    actions   = concat(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], var.replication.account_id == null ? [] : ["s3:ObjectOwnerOverrideToBucketOwner"])
    resources = ["${var.replication.bucket_arn}/*"]
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.this.arn]
  }

  statement {
    sid       = "EncryptCopies"
    actions   = ["kms:Encrypt", "kms:GenerateDataKey"]
    resources = [var.replication.kms_key_arn]
  }
}

resource "aws_iam_role" "replication" {
  count = var.replication == null ? 0 : 1

  # A role name has at most 64 characters, and the prefix gets 26 more.
  name_prefix          = "${trim(substr(var.name, 0, 32), "-")}-copy-"
  description          = "Copies the Terraform states in ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.replication_trust[0].json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "replication" {
  count = var.replication == null ? 0 : 1

  name   = "replication"
  role   = aws_iam_role.replication[0].id
  policy = data.aws_iam_policy_document.replication[0].json
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count = var.replication == null ? 0 : 1

  bucket = aws_s3_bucket.this.id
  role   = aws_iam_role.replication[0].arn

  rule {
    id       = "everything"
    priority = 0
    status   = "Enabled"

    filter {}

    # Locks are given back by deleting them, in the copy as well.
    delete_marker_replication {
      status = "Enabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket  = var.replication.bucket_arn
      account = var.replication.account_id

      encryption_configuration {
        replica_kms_key_id = var.replication.kms_key_arn
      }

      dynamic "access_control_translation" {
        for_each = var.replication.account_id == null ? [] : ["Destination"]

        content {
          owner = access_control_translation.value
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this, aws_iam_role_policy.replication]
}
