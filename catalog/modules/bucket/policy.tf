locals {
  list_action   = "^s3:ListBucket"
  bucket_action = "^s3:(?:(?:Get|Put|Delete)Bucket[A-Za-z]*|DeleteBucket|[A-Za-z]+Configuration)$"

  # S3 checks some actions against the bucket and the others against objects, and only listings know a prefix: a statement becomes up to three.
  parts = merge([for name, statement in var.statements : {
    for suffix, part in {
      "" = {
        actions   = [for action in sort(statement.actions) : action if !can(regex(local.list_action, action)) && !can(regex(local.bucket_action, action))]
        resources = [for prefix in sort(statement.prefixes) : "${local.bucket_arn}/${prefix}*"]
        prefixes  = []
      }
      "Listing" = {
        actions   = [for action in sort(statement.actions) : action if can(regex(local.list_action, action))]
        resources = [local.bucket_arn]
        prefixes  = contains(statement.prefixes, "") ? [] : [for prefix in sort(statement.prefixes) : "${prefix}*"]
      }
      "Bucket" = {
        actions   = [for action in sort(statement.actions) : action if can(regex(local.bucket_action, action))]
        resources = [local.bucket_arn]
        prefixes  = []
      }
    } : "${name}${suffix}" => merge(part, { statement = name }) if length(part.actions) > 0
  }]...)
}

data "aws_iam_policy_document" "bucket" {
  dynamic "statement" {
    for_each = local.parts

    content {
      sid       = statement.key
      effect    = var.statements[statement.value.statement].effect
      actions   = statement.value.actions
      resources = statement.value.resources

      dynamic "principals" {
        for_each = [for arns in [var.statements[statement.value.statement].principal_arns] : sort(arns) if length(arns) > 0]

        content {
          type        = "AWS"
          identifiers = principals.value
        }
      }

      dynamic "principals" {
        for_each = [for services in [var.statements[statement.value.statement].services] : sort(services) if length(services) > 0]

        content {
          type        = "Service"
          identifiers = [for service in principals.value : "${service}.amazonaws.com"]
        }
      }

      # A service that acts for somebody else's resources must not reach this bucket.
      dynamic "condition" {
        for_each = [for arns in [var.statements[statement.value.statement].source_arns] : sort(arns) if length(arns) > 0]

        content {
          test     = "ArnLike"
          variable = "aws:SourceArn"
          values   = condition.value
        }
      }

      dynamic "condition" {
        for_each = length(var.statements[statement.value.statement].services) > 0 && length(var.statements[statement.value.statement].source_arns) == 0 ? [local.account_id] : []

        content {
          test     = "StringEquals"
          variable = "aws:SourceAccount"
          values   = [condition.value]
        }
      }

      dynamic "condition" {
        for_each = [for id in [var.statements[statement.value.statement].organization_id] : id if id != null]

        content {
          test     = "StringEquals"
          variable = "aws:PrincipalOrgID"
          values   = [condition.value]
        }
      }

      dynamic "condition" {
        for_each = length(statement.value.prefixes) > 0 ? [statement.value.prefixes] : []

        content {
          test     = "StringLike"
          variable = "s3:prefix"
          values   = condition.value
        }
      }
    }
  }

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
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.bucket.json

  # The block on public policies and the policy itself cannot be written at the same time.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
