data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition

  repository_names = { for key in keys(var.repositories) : key => "${var.name}/${key}" }

  pull_account_ids = {
    for key, repository in var.repositories : key => sort(setsubtract(concat(var.pull_account_ids, repository.pull_account_ids), [local.account_id]))
  }
}

resource "aws_ecr_repository" "this" {
  for_each = var.repositories

  name                 = local.repository_names[each.key]
  image_tag_mutability = each.value.mutable_tags ? "MUTABLE" : "IMMUTABLE"
  force_delete         = each.value.force_delete

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.this.arn
  }

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each = var.repositories

  repository = aws_ecr_repository.this[each.key].name

  policy = jsonencode({
    rules = concat(
      [{
        rulePriority = 1
        description  = "expire untagged images"
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = each.value.untagged_days }
        action       = { type = "expire" }
      }],
      [for count in [each.value.keep_tagged] : {
        rulePriority = 2
        description  = "keep the newest images"
        selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = count }
        action       = { type = "expire" }
      } if count > 0],
    )
  })
}

data "aws_iam_policy_document" "repository" {
  for_each = var.repositories

  # Every repository has a policy, so that rights added by hand show up as drift.
  statement {
    sid     = "RequireTls"
    effect  = "Deny"
    actions = ["ecr:*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = length(local.pull_account_ids[each.key]) > 0 ? ["Pull"] : []

    content {
      sid     = statement.value
      actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer"]

      principals {
        type        = "AWS"
        identifiers = [for id in local.pull_account_ids[each.key] : "arn:${local.partition}:iam::${id}:root"]
      }

      dynamic "condition" {
        for_each = var.organization_id == null ? [] : [var.organization_id]

        content {
          test     = "StringEquals"
          variable = "aws:PrincipalOrgID"
          values   = [condition.value]
        }
      }
    }
  }
}

resource "aws_ecr_repository_policy" "this" {
  for_each = var.repositories

  repository = aws_ecr_repository.this[each.key].name
  policy     = data.aws_iam_policy_document.repository[each.key].json
}
