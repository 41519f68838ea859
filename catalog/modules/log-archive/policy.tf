locals {
  # What each delivery service does in its bucket. `account_test` is the comparison for aws:SourceAccount; `source_arns` narrows it to the kind of source.
  delivery = {
    cloudtrail = {
      service       = "cloudtrail.amazonaws.com"
      check_actions = ["s3:GetBucketAcl"]
      paths = concat(
        [for id in local.writer_ids : "AWSLogs/${id}/*"],
        var.organization_id == null ? [] : ["AWSLogs/${var.organization_id}/*"],
      )
      # CloudTrail promises aws:SourceArn only; the account is part of the trail's ARN.
      account_test = null
      account_ids  = []
      source_arns  = [for id in local.writer_ids : "arn:${local.partition}:cloudtrail:*:${id}:trail/*"]
      needs_acl    = true
    }
    config = {
      service       = "config.amazonaws.com"
      check_actions = ["s3:GetBucketAcl", "s3:ListBucket"]
      paths         = [for id in local.writer_ids : "AWSLogs/${id}/Config/*"]
      account_test  = "StringEquals"
      account_ids   = local.writer_ids
      source_arns   = []
      needs_acl     = true
    }
    "flow-logs" = {
      service       = "delivery.logs.amazonaws.com"
      check_actions = ["s3:GetBucketAcl", "s3:ListBucket"]
      # The second form is the one of Hive-compatible prefixes; a VPC may put a folder of its own in front.
      paths        = flatten([for id in local.writer_ids : ["AWSLogs/${id}/*", "AWSLogs/aws-account-id=${id}/*", "*/AWSLogs/${id}/*"]])
      account_test = "StringEquals"
      account_ids  = local.writer_ids
      source_arns  = [for id in local.writer_ids : "arn:${local.partition}:logs:*:${id}:*"]
      needs_acl    = true
    }
    alb = {
      service       = "logdelivery.elasticloadbalancing.amazonaws.com"
      check_actions = []
      paths         = flatten([for id in local.writer_ids : ["AWSLogs/${id}/*", "*/AWSLogs/${id}/*"]])
      # Older load balancer regions leave the key out; the account id in the path, which the service sets itself, then holds the line.
      account_test = "StringEqualsIfExists"
      account_ids  = local.writer_ids
      source_arns  = []
      needs_acl    = false
    }
    "s3-access" = {
      service       = "logging.s3.amazonaws.com"
      check_actions = []
      paths         = ["*"]
      account_test  = "StringEquals"
      account_ids   = [local.account_id]
      source_arns   = [for kind in sort(local.access_logged_kinds) : local.bucket_arns[kind]]
      needs_acl     = false
    }
  }
}

data "aws_iam_policy_document" "bucket" {
  for_each = local.delivery

  dynamic "statement" {
    for_each = length(each.value.check_actions) > 0 ? [each.value.check_actions] : []

    content {
      sid       = "DeliveryCheck"
      actions   = statement.value
      resources = [local.bucket_arns[each.key]]

      principals {
        type        = "Service"
        identifiers = [each.value.service]
      }

      dynamic "condition" {
        for_each = each.value.account_test == null ? [] : [each.value.account_test]

        content {
          test     = condition.value
          variable = "aws:SourceAccount"
          values   = each.value.account_ids
        }
      }

      dynamic "condition" {
        for_each = length(each.value.source_arns) > 0 ? [each.value.source_arns] : []

        content {
          test     = "ArnLike"
          variable = "aws:SourceArn"
          values   = condition.value
        }
      }
    }
  }

  statement {
    sid       = "DeliveryWrite"
    actions   = ["s3:PutObject"]
    resources = [for path in each.value.paths : "${local.bucket_arns[each.key]}/${path}"]

    principals {
      type        = "Service"
      identifiers = [each.value.service]
    }

    dynamic "condition" {
      for_each = each.value.account_test == null ? [] : [each.value.account_test]

      content {
        test     = condition.value
        variable = "aws:SourceAccount"
        values   = each.value.account_ids
      }
    }

    dynamic "condition" {
      for_each = length(each.value.source_arns) > 0 ? [each.value.source_arns] : []

      content {
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = condition.value
      }
    }

    dynamic "condition" {
      for_each = each.value.needs_acl ? ["bucket-owner-full-control"] : []

      content {
        test     = "StringEquals"
        variable = "s3:x-amz-acl"
        values   = [condition.value]
      }
    }
  }

  # The prefix begins with the id of the organization, which AWS chooses; so it is the trail's account that is pinned here.
  dynamic "statement" {
    for_each = each.key == "cloudtrail" && var.organization_trail_account_id != null ? [var.organization_trail_account_id] : []

    content {
      sid       = "OrganizationTrailWrite"
      actions   = ["s3:PutObject"]
      resources = ["${local.bucket_arns[each.key]}/AWSLogs/o-*/*"]

      principals {
        type        = "Service"
        identifiers = [each.value.service]
      }

      condition {
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = ["arn:${local.partition}:cloudtrail:*:${statement.value}:trail/*"]
      }

      condition {
        test     = "StringEquals"
        variable = "s3:x-amz-acl"
        values   = ["bucket-owner-full-control"]
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.reader_principal_arns) > 0 ? [sort(var.reader_principal_arns)] : []

    content {
      sid       = "Read"
      actions   = ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:GetBucketLocation"]
      resources = [local.bucket_arns[each.key], "${local.bucket_arns[each.key]}/*"]

      principals {
        type        = "AWS"
        identifiers = statement.value
      }
    }
  }

  # Lifecycle expiry is not subject to bucket policies, so retention still works.
  dynamic "statement" {
    for_each = var.force_destroy ? [] : ["Deny"]

    content {
      sid       = "DenyDeletion"
      effect    = statement.value
      actions   = ["s3:DeleteObject", "s3:DeleteObjectVersion"]
      resources = ["${local.bucket_arns[each.key]}/*"]

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
    resources = [local.bucket_arns[each.key], "${local.bucket_arns[each.key]}/*"]

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
    resources = [local.bucket_arns[each.key], "${local.bucket_arns[each.key]}/*"]

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
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.bucket_names

  bucket = aws_s3_bucket.this[each.key].id
  policy = data.aws_iam_policy_document.bucket[each.key].json

  # The block on public policies and the policy itself cannot be written at the same time.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
