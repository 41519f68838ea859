locals {
  # IAM fills in the name of whoever asks.
  own_user   = "arn:${local.partition}:iam::${local.account_id}:user${var.path}&{aws:username}"
  own_device = "arn:${local.partition}:iam::${local.account_id}:mfa/&{aws:username}"

  # All that a user can do before showing a second factor: get one, and replace the first password.
  without_second_factor = [
    "iam:ChangePassword", "iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice", "iam:EnableMFADevice", "iam:GetAccountPasswordPolicy", "iam:GetMFADevice",
    "iam:GetUser", "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetCallerIdentity", "sts:GetSessionToken",
  ]
}

data "aws_iam_policy_document" "self_management" {
  statement {
    sid       = "SeeRules"
    actions   = ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"]
    resources = ["*"]
  }

  statement {
    sid       = "OwnPassword"
    actions   = ["iam:ChangePassword", "iam:GetLoginProfile", "iam:GetUser"]
    resources = [local.own_user]
  }

  # The first device bears the name of its user. A stolen password or key cannot add a second one: that name is taken, and a device in use cannot be deleted.
  statement {
    sid       = "FirstDevice"
    actions   = ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"]
    resources = [local.own_device]
  }

  statement {
    sid       = "OwnDevices"
    actions   = ["iam:EnableMFADevice", "iam:GetMFADevice", "iam:ListMFADevices", "iam:ResyncMFADevice"]
    resources = [local.own_user]
  }

  statement {
    sid       = "FurtherDevices"
    actions   = ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"]
    resources = ["${local.own_device}--*"]

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }

  statement {
    sid       = "RemoveDevices"
    actions   = ["iam:DeactivateMFADevice"]
    resources = [local.own_user]

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }

  dynamic "statement" {
    for_each = var.self_management.access_keys ? ["OwnAccessKeys"] : []

    content {
      sid       = statement.value
      actions   = ["iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:GetAccessKeyLastUsed", "iam:ListAccessKeys", "iam:UpdateAccessKey"]
      resources = [local.own_user]

      condition {
        test     = "Bool"
        variable = "aws:MultiFactorAuthPresent"
        values   = ["true"]
      }
    }
  }

  # "IfExists": a request signed with an access key does not have the key at all, and is denied too.
  statement {
    sid         = "DenyWithoutSecondFactor"
    effect      = "Deny"
    not_actions = local.without_second_factor
    resources   = ["*"]

    condition {
      test     = "BoolIfExists"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["false"]
    }
  }
}

resource "aws_iam_group" "self_management" {
  name = var.self_management.group
  path = var.path

  lifecycle {
    precondition {
      condition     = !contains(keys(var.groups), var.self_management.group)
      error_message = "groups must not have the name of the group for self-management"
    }
  }
}

resource "aws_iam_group_policy" "self_management" {
  name   = "self-management"
  group  = aws_iam_group.self_management.name
  policy = data.aws_iam_policy_document.self_management.json
}
