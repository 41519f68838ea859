locals {
  protected_role_arns = var.apply_role == null ? [] : [
    for name in sort(setunion(["landform-*", var.apply_role.name], var.plan_role == null ? [] : [var.plan_role.name], var.boundary.protected_role_names)) : "${local.iam}:role/${name}"
  ]
}

data "aws_iam_policy_document" "boundary" {
  count = var.apply_role != null ? 1 : 0

  source_policy_documents = [data.aws_iam_policy_document.identity[0].json]

  # A boundary grants nothing by itself: these are the services that may be granted.
  statement {
    sid         = "Services"
    not_actions = ["account:*", "iam:*", "organizations:*"]
    resources   = ["*"]
  }

  statement {
    sid    = "DenyCredentials"
    effect = "Deny"
    actions = concat(
      [
        "iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:CreateServiceSpecificCredential", "iam:PutUserPolicy", "iam:UpdateAccessKey", "iam:UpdateLoginProfile",
        "sts:AssumeRoot",
      ],
      var.boundary.manages_users ? [] : ["iam:AddUserToGroup", "iam:CreateLoginProfile", "iam:CreateUser"],
    )
    resources = ["*"]
  }

  statement {
    sid       = "DenyLeaving"
    effect    = "Deny"
    actions   = ["account:CloseAccount", "organizations:CloseAccount", "organizations:DeleteOrganization", "organizations:LeaveOrganization", "organizations:RemoveAccountFromOrganization"]
    resources = ["*"]
  }

  # Roles of other accounts, and strong roles of this one, are no way around the boundary.
  statement {
    sid           = "DenyOtherRoles"
    effect        = "Deny"
    actions       = ["sts:AssumeRole"]
    not_resources = local.assumable_role_arns
  }

  statement {
    sid    = "DenyProtectedRoles"
    effect = "Deny"
    actions = [
      "iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole*", "iam:DetachRolePolicy", "iam:PassRole", "iam:PutRole*", "iam:TagRole", "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy", "iam:UpdateRole*",
    ]
    resources = local.protected_role_arns
  }

  statement {
    sid       = "DenyProtectedPolicies"
    effect    = "Deny"
    actions   = ["iam:CreatePolicy*", "iam:DeletePolicy*", "iam:SetDefaultPolicyVersion", "iam:TagPolicy", "iam:UntagPolicy"]
    resources = ["${local.iam}:policy/landform-*"]
  }

  statement {
    sid       = "DenyBoundaryRemoval"
    effect    = "Deny"
    actions   = ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary"]
    resources = ["*"]
  }

  # Whoever could change the provider would choose whose tokens open the roles.
  statement {
    sid       = "DenyWorkflowProvider"
    effect    = "Deny"
    actions   = ["iam:AddClientID*", "iam:CreateOpenID*", "iam:DeleteOpenID*", "iam:RemoveClientID*", "iam:UpdateOpenID*"]
    resources = [local.oidc_provider_arn]
  }

  dynamic "statement" {
    for_each = var.boundary.require_on_roles ? ["DenyUnboundedRoles"] : []

    content {
      sid       = statement.value
      effect    = "Deny"
      actions   = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
      resources = ["*"]

      condition {
        test     = "StringNotEquals"
        variable = "iam:PermissionsBoundary"
        values   = [local.boundary_arn]
      }
    }
  }
}

resource "aws_iam_policy" "boundary" {
  count = var.apply_role != null ? 1 : 0

  name        = var.boundary.name
  description = "The most that the apply role, and every role that it makes, can do in this account"
  policy      = data.aws_iam_policy_document.boundary[0].json

  lifecycle {
    precondition {
      condition     = length(jsonencode(jsondecode(data.aws_iam_policy_document.boundary[0].json))) <= 6144
      error_message = "the boundary is longer than the 6144 characters that AWS allows: list fewer apply_role.assumable_role_arns, passed_to_services or boundary.protected_role_names"
    }
  }
}
