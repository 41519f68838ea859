locals {
  build_role_arn = "arn:${local.partition}:iam::${local.account_id}:role/${var.name}-builds"
  issuer         = "token.actions.githubusercontent.com"

  # GitHub puts the numbers of owner and repository after their names where subjects are immutable.
  repository = join("/", [
    var.github.organization_id == null ? var.github.organization : "${var.github.organization}@${var.github.organization_id}",
    var.github.repository_id == null ? var.github.repository : "${var.github.repository}@${var.github.repository_id}",
  ])

  # `self` is an account id like the others for IAM, and an alias is the name of an owner.
  owner_values = sort([for owner in var.source_owners : owner == "self" ? local.account_id : owner])
}

data "aws_iam_policy_document" "builds_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "builds" {
  name                 = "${var.name}-builds"
  description          = "Instances on which ${var.name} builds images"
  assume_role_policy   = data.aws_iam_policy_document.builds_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_instance_profile" "builds" {
  name = "${var.name}-builds"
  role = aws_iam_role.builds.name
}

data "aws_iam_policy_document" "builds" {
  # The policy that AWS manages would also let a server read every SSM parameter of the account.
  statement {
    sid = "BeManaged"
    actions = [
      "ssm:DescribeAssociation",
      "ssm:DescribeDocument",
      "ssm:GetDeployablePatchSnapshotForInstance",
      "ssm:GetDocument",
      "ssm:GetManifest",
      "ssm:ListAssociations",
      "ssm:ListInstanceAssociations",
      "ssm:PutComplianceItems",
      "ssm:PutConfigurePackageResult",
      "ssm:PutInventory",
      "ssm:UpdateAssociationStatus",
      "ssm:UpdateInstanceAssociationStatus",
      "ssm:UpdateInstanceInformation",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "OpenSession"
    actions   = ["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "builds" {
  name   = "sessions"
  role   = aws_iam_role.builds.id
  policy = data.aws_iam_policy_document.builds.json
}

data "aws_iam_policy_document" "packer_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [var.github.oidc_provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["repo:${local.repository}:ref:refs/heads/${var.github.branch}"]
    }
  }
}

resource "aws_iam_role" "packer" {
  name                 = "${var.name}-packer"
  description          = "Builds images from ${var.github.organization}/${var.github.repository}, branch ${var.github.branch}"
  assume_role_policy   = data.aws_iam_policy_document.packer_trust.json
  max_session_duration = 7200
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "packer" {
  for_each = {
    build   = data.aws_iam_policy_document.build.json
    images  = data.aws_iam_policy_document.images.json
    publish = data.aws_iam_policy_document.publish.json
  }

  name   = each.key
  role   = aws_iam_role.packer.id
  policy = each.value
}
