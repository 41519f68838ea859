data "aws_iam_policy_document" "apply_trust" {
  count = var.apply_role != null ? 1 : 0

  dynamic "statement" {
    for_each = var.github == null ? [] : ["Workflows"]

    content {
      sid     = statement.value
      actions = ["sts:AssumeRoleWithWebIdentity"]

      principals {
        type        = "Federated"
        identifiers = [local.oidc_provider_arn]
      }

      condition {
        test     = "StringEquals"
        variable = "${local.issuer}:aud"
        values   = ["sts.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "${local.issuer}:sub"
        values   = [local.apply_subject]
      }

      # The subject of a job in an environment does not tell its branch, so a second claim does.
      dynamic "condition" {
        for_each = var.github.environment == null ? [] : [local.branch_ref]

        content {
          test     = "StringEquals"
          variable = "${local.issuer}:ref"
          values   = [condition.value]
        }
      }
    }
  }

  statement {
    sid     = "Roles"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = local.caller_accounts.apply
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalArn"
      values   = local.apply_callers
    }
  }

  dynamic "statement" {
    for_each = var.apply_role.break_glass == null ? [] : [var.apply_role.break_glass]

    content {
      sid     = "BreakGlass"
      actions = ["sts:AssumeRole"]

      principals {
        type        = "AWS"
        identifiers = distinct([for arn in sort(statement.value.trusted_principal_arns) : "${join(":", slice(split(":", arn), 0, 5))}:root"])
      }

      condition {
        test     = "StringEquals"
        variable = "aws:PrincipalArn"
        values   = sort(statement.value.trusted_principal_arns)
      }

      dynamic "condition" {
        for_each = statement.value.require_mfa ? ["true"] : []

        content {
          test     = "Bool"
          variable = "aws:MultiFactorAuthPresent"
          values   = [condition.value]
        }
      }

      dynamic "condition" {
        for_each = statement.value.require_mfa ? [statement.value.max_mfa_age_minutes * 60] : []

        content {
          test     = "NumericLessThan"
          variable = "aws:MultiFactorAuthAge"
          values   = [tostring(condition.value)]
        }
      }
    }
  }
}

locals {
  assumable_role_arns = var.apply_role == null ? [] : sort(setunion([local.apply_role_arn], var.apply_role.assumable_role_arns))

  apply_policy_arns = var.apply_role == null ? {} : var.apply_role.policy_arns != null ? var.apply_role.policy_arns : {
    power-user = "arn:${local.partition}:iam::aws:policy/PowerUserAccess"
  }
}

# What the modules of the catalog need beyond PowerUserAccess. Wildcards stand where all calls of that name on that kind of resource are meant; a boundary must be short.
data "aws_iam_policy_document" "identity" {
  count = var.apply_role != null ? 1 : 0

  statement {
    sid       = "See"
    actions   = ["account:Get*", "account:List*", "iam:Get*", "iam:List*", "organizations:Describe*", "organizations:List*"]
    resources = ["*"]
  }

  statement {
    sid       = "Roles"
    actions   = ["iam:*RolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:PutRolePermissionsBoundary", "iam:TagRole", "iam:UntagRole", "iam:UpdateRole*"]
    resources = ["${local.iam}:role/*"]
  }

  statement {
    sid       = "Policies"
    actions   = ["iam:*Policy", "iam:*PolicyVersion"]
    resources = ["${local.iam}:policy/*"]
  }

  statement {
    sid       = "InstanceProfiles"
    actions   = ["iam:*InstanceProfile"]
    resources = ["${local.iam}:instance-profile/*"]
  }

  # Clusters sign the identities of their pods.
  statement {
    sid       = "ClusterIdentities"
    actions   = ["iam:*OpenIDConnectProvider*"]
    resources = ["${local.iam}:oidc-provider/*"]
  }

  statement {
    sid       = "ServiceLinkedRoles"
    actions   = ["iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole"]
    resources = ["${local.iam}:role/aws-service-role/*"]
  }

  statement {
    sid       = "AccountSettings"
    actions   = ["account:*AlternateContact", "iam:*AccountAlias", "iam:*AccountPasswordPolicy"]
    resources = ["*"]
  }

  statement {
    sid       = "PassRoles"
    actions   = ["iam:PassRole"]
    resources = ["${local.iam}:role/*"]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = sort(var.passed_to_services)
    }
  }

  dynamic "statement" {
    for_each = var.boundary.manages_organization ? ["Organization"] : []

    content {
      sid       = statement.value
      actions   = ["account:DisableRegion", "account:EnableRegion", "organizations:*"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.boundary.manages_users ? ["Users"] : []

    content {
      sid       = statement.value
      actions   = ["iam:*Group", "iam:*GroupPolicy", "iam:*LoginProfile", "iam:*User", "iam:DeactivateMFADevice", "iam:Delete*"]
      resources = ["${local.iam}:group/*", "${local.iam}:mfa/*", "${local.iam}:user/*"]
    }
  }
}

data "aws_iam_policy_document" "apply" {
  count = var.apply_role != null ? 1 : 0

  source_policy_documents = [data.aws_iam_policy_document.identity[0].json]

  statement {
    sid       = "AssumeRoles"
    actions   = ["sts:AssumeRole"]
    resources = local.assumable_role_arns
  }
}

resource "aws_iam_role" "apply" {
  count = var.apply_role != null ? 1 : 0

  name                 = var.apply_role.name
  description          = "Applies changes of this account, within ${var.boundary.name}"
  assume_role_policy   = data.aws_iam_policy_document.apply_trust[0].json
  max_session_duration = var.apply_role.max_session_hours * 3600
  permissions_boundary = aws_iam_policy.boundary[0].arn

  lifecycle {
    precondition {
      condition     = var.github != null || length(var.apply_role.assumed_by_role_arns) > 0 || var.apply_role.break_glass != null
      error_message = "nobody could assume the apply role: set github, apply_role.assumed_by_role_arns or apply_role.break_glass, or apply_role to null"
    }
  }

  depends_on = [aws_iam_openid_connect_provider.this]
}

resource "aws_iam_role_policy" "apply" {
  count = var.apply_role != null ? 1 : 0

  name   = "identity"
  role   = aws_iam_role.apply[0].name
  policy = data.aws_iam_policy_document.apply[0].json
}

resource "aws_iam_role_policy_attachment" "apply" {
  for_each = local.apply_policy_arns

  role       = aws_iam_role.apply[0].name
  policy_arn = each.value
}
