# Who an account belongs to and who governs it.
data "aws_iam_policy_document" "identity" {
  dynamic "statement" {
    for_each = var.guardrails.membership ? ["StayInOrganization"] : []

    content {
      sid       = statement.value
      effect    = "Deny"
      actions   = ["organizations:LeaveOrganization"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.guardrails.root_user ? ["NoRootUser"] : []

    content {
      sid       = statement.value
      effect    = "Deny"
      actions   = ["*"]
      resources = ["*"]

      condition {
        test     = "ArnLike"
        variable = "aws:PrincipalArn"
        values   = ["arn:${local.partition}:iam::*:root"]
      }

      # Sessions that the management account opens are the way back into an account, and say so of themselves.
      condition {
        test     = "Null"
        variable = "aws:AssumedRoot"
        values   = ["true"]
      }
    }
  }

  dynamic "statement" {
    for_each = var.guardrails.landing_zone_roles && length(local.exempt_arns) > 0 ? ["KeepLandingZoneRoles"] : []

    # Making a role is among them: whoever could make one with an exempt name would be exempt.
    content {
      sid    = statement.value
      effect = "Deny"
      actions = [
        "iam:AttachRolePolicy",
        "iam:CreatePolicy",
        "iam:CreatePolicyVersion",
        "iam:CreateRole",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:DeleteRole",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:SetDefaultPolicyVersion",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ]

      # The policies and boundaries of these roles go by the same names.
      resources = concat(local.exempt_arns, local.exempt_policy_arns)

      condition {
        test     = "ArnNotLike"
        variable = "aws:PrincipalArn"
        values   = local.exempt_arns
      }
    }
  }

  # What does not expire is stolen sooner or later: people come with a session, and users that are needed all the same come from code.
  dynamic "statement" {
    for_each = var.guardrails.credentials ? ["NoLastingCredentials"] : []

    content {
      sid    = statement.value
      effect = "Deny"
      actions = [
        "iam:CreateUser",
        "iam:UpdateUser",
        "iam:UploadServerCertificate",
        "iam:UploadSigningCertificate",
      ]
      resources = ["*"]

      dynamic "condition" {
        for_each = local.exempt_conditions

        content {
          test     = "ArnNotLike"
          variable = "aws:PrincipalArn"
          values   = condition.value
        }
      }
    }
  }

  dynamic "statement" {
    for_each = var.guardrails.credentials ? ["NoKeysOfOtherUsers"] : []

    content {
      sid           = statement.value
      effect        = "Deny"
      actions       = ["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateServiceSpecificCredential"]
      not_resources = ["arn:${local.partition}:iam::*:user${var.iam_user_path}*"]

      dynamic "condition" {
        for_each = local.exempt_conditions

        content {
          test     = "ArnNotLike"
          variable = "aws:PrincipalArn"
          values   = condition.value
        }
      }
    }
  }
}
