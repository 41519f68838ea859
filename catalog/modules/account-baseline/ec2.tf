# Defaults of the region's EC2 service.

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  dns_suffix = data.aws_partition.this.dns_suffix
}

# Like the policy of the key that AWS itself would make for EBS: whoever may use EC2 in this account may use the key, but only
# through EC2. Auto scaling and other services that start instances need no statement of their own.
data "aws_iam_policy_document" "ebs_key" {
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
    sid       = "VolumesUseTheKey"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:CallerAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "StringLike"
      variable = "kms:ViaService"
      values   = ["ec2.*.${local.dns_suffix}"]
    }
  }

  statement {
    sid       = "VolumesAreGrantedTheKey"
    actions   = ["kms:CreateGrant"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:CallerAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "StringLike"
      variable = "kms:ViaService"
      values   = ["ec2.*.${local.dns_suffix}"]
    }

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}

resource "aws_kms_key" "ebs" {
  count = var.ebs_encryption ? 1 : 0

  description             = "EBS volumes of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.ebs_key.json

  tags = { Name = "${var.name}-ebs" }
}

resource "aws_kms_alias" "ebs" {
  count = var.ebs_encryption ? 1 : 0

  name          = "alias/${var.name}-ebs"
  target_key_id = aws_kms_key.ebs[0].key_id
}

resource "aws_ebs_default_kms_key" "this" {
  count = var.ebs_encryption ? 1 : 0

  key_arn = aws_kms_key.ebs[0].arn
}

resource "aws_ebs_encryption_by_default" "this" {
  count = var.ebs_encryption ? 1 : 0

  enabled = true
}

resource "aws_ec2_instance_metadata_defaults" "this" {
  count = var.instance_metadata == null ? 0 : 1

  http_endpoint               = "enabled"
  http_tokens                 = "required"
  http_put_response_hop_limit = var.instance_metadata.hop_limit
}

resource "aws_ebs_snapshot_block_public_access" "this" {
  count = var.block_public_snapshots ? 1 : 0

  state = "block-all-sharing"
}

resource "aws_ec2_image_block_public_access" "this" {
  count = var.block_public_images ? 1 : 0

  state = "block-new-sharing"
}

resource "aws_ec2_serial_console_access" "this" {
  count = var.block_serial_console ? 1 : 0

  enabled = false
}
