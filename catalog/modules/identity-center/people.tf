locals {
  group_ids = merge(
    { for name, group in aws_identitystore_group.this : name => group.group_id },
    { for name, group in data.aws_identitystore_group.this : name => group.group_id },
  )

  memberships = merge([
    for name, user in var.users : { for group in user.groups : "${group}/${name}" => { group = group, user = name } }
  ]...)

  # The same assignment may be there twice, by its name and by `*`.
  assignments = {
    for assignment in distinct(flatten([
      for assignment in var.assignments : [
        for account in contains(assignment.accounts, "*") ? keys(var.account_ids) : assignment.accounts : { group = assignment.group, set = assignment.permission_set, account = account }
      ]
    ])) : "${assignment.group}/${assignment.set}/${assignment.account}" => assignment
  }
}

resource "aws_identitystore_group" "this" {
  for_each = { for name, group in var.groups : name => group if group.create }

  identity_store_id = local.identity_store_id
  display_name      = each.key
  description       = each.value.description
}

data "aws_identitystore_group" "this" {
  for_each = toset([for name, group in var.groups : name if !group.create])

  identity_store_id = local.identity_store_id

  alternate_identifier {
    unique_attribute {
      attribute_path  = "DisplayName"
      attribute_value = each.value
    }
  }
}

resource "aws_identitystore_user" "this" {
  for_each = var.users

  identity_store_id = local.identity_store_id
  user_name         = each.key
  display_name      = "${each.value.given_name} ${each.value.family_name}"

  name {
    given_name  = each.value.given_name
    family_name = each.value.family_name
  }

  emails {
    value   = each.value.email
    primary = true
    type    = "work"
  }
}

resource "aws_identitystore_group_membership" "this" {
  for_each = local.memberships

  identity_store_id = local.identity_store_id
  group_id          = aws_identitystore_group.this[each.value.group].group_id
  member_id         = aws_identitystore_user.this[each.value.user].user_id

  lifecycle {
    precondition {
      condition     = contains([for name, group in var.groups : name if group.create], each.value.group)
      error_message = "user `${each.value.user}` is in `${each.value.group}`, which is not a group that is made here"
    }
  }
}

resource "aws_ssoadmin_account_assignment" "this" {
  for_each = local.assignments

  instance_arn       = local.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.this[each.value.set].arn
  principal_type     = "GROUP"
  principal_id       = local.group_ids[each.value.group]
  target_type        = "AWS_ACCOUNT"
  target_id          = var.account_ids[each.value.account]

  # Nobody gets a set before its boundary and its denials are in it.
  depends_on = [
    aws_ssoadmin_customer_managed_policy_attachment.this,
    aws_ssoadmin_managed_policy_attachment.this,
    aws_ssoadmin_permission_set_inline_policy.this,
    aws_ssoadmin_permissions_boundary_attachment.this,
  ]

  lifecycle {
    precondition {
      condition     = contains(keys(var.groups), each.value.group)
      error_message = "an assignment names the group `${each.value.group}`, which is not one of `groups`"
    }

    precondition {
      condition     = contains(keys(local.permission_sets), each.value.set)
      error_message = "an assignment names the permission set `${each.value.set}`, which does not exist"
    }

    precondition {
      condition     = contains(keys(var.account_ids), each.value.account)
      error_message = "an assignment names the account `${each.value.account}`, which is not one of `account_ids`"
    }
  }
}
