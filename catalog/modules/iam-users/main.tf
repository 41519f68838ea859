data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition

  role_groups = { for name, group in var.groups : name => group.role_arns if length(group.role_arns) > 0 }

  group_policies = merge([
    for name, group in var.groups : { for key, arn in group.policy_arns : "${name}/${key}" => { group = name, arn = arn } }
  ]...)
}

resource "aws_iam_user" "this" {
  for_each = var.users

  name                 = each.key
  path                 = var.path
  permissions_boundary = var.permissions_boundary_arn
  force_destroy        = var.force_destroy

  lifecycle {
    precondition {
      condition     = length(setsubtract(each.value.groups, keys(var.groups))) == 0
      error_message = "the groups of ${each.key} must be keys of groups"
    }
  }
}

resource "aws_iam_user_group_membership" "this" {
  for_each = var.users

  user   = aws_iam_user.this[each.key].name
  groups = concat([aws_iam_group.self_management.name], [for group in sort(each.value.groups) : aws_iam_group.this[group].name])
}

resource "aws_iam_user_login_profile" "this" {
  for_each = { for name, user in var.users : name => user.pgp_key if user.pgp_key != null }

  user                    = aws_iam_user.this[each.key].name
  pgp_key                 = each.value
  password_length         = var.password_length
  password_reset_required = true

  # They matter for the first password alone: it is the user's afterwards, and a new key must not replace it.
  lifecycle {
    ignore_changes = [password_length, password_reset_required, pgp_key]
  }

  # Nobody can sign in before the second factor is demanded.
  depends_on = [aws_iam_group_policy.self_management, aws_iam_user_group_membership.this]
}

resource "aws_iam_group" "this" {
  for_each = var.groups

  name = each.key
  path = var.path
}

data "aws_iam_policy_document" "roles" {
  for_each = local.role_groups

  statement {
    sid       = "AssumeRoles"
    actions   = ["sts:AssumeRole"]
    resources = each.value

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }
}

resource "aws_iam_group_policy" "roles" {
  for_each = local.role_groups

  name   = "roles"
  group  = aws_iam_group.this[each.key].name
  policy = data.aws_iam_policy_document.roles[each.key].json
}

resource "aws_iam_group_policy_attachment" "this" {
  for_each = local.group_policies

  group      = aws_iam_group.this[each.value.group].name
  policy_arn = each.value.arn
}
