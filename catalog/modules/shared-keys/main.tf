data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition

  auto_scaling_role = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"

  # The own account has its rights from its own policies.
  users = { for name, key in var.keys : name => sort(setsubtract(key.account_ids, [local.account_id])) }

  # What users may do, by statement. Conditions are test => variable => values, and all must hold.
  uses = { for name, key in var.keys : name => {
    for sid, use in {
      UsersDescribe = {
        actions    = ["kms:DescribeKey"]
        conditions = {}
        wanted     = true
      }
      UsersEncryptAndDecrypt = {
        actions    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"]
        conditions = length(key.via_services) == 0 ? {} : { StringLike = { "kms:ViaService" = [for service in sort(key.via_services) : "${service}.*.amazonaws.com"] } }
        wanted     = true
      }
      # Services such as EBS keep using a key by a grant, which ends with the resource.
      UsersAttachToResources = {
        actions    = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]
        conditions = { Bool = { "kms:GrantIsForAWSResource" = ["true"] } }
        wanted     = true
      }
      # A role of a service has no policy of the account, so it needs a grant made by somebody of the account.
      UsersGrantToAutoScaling = {
        actions    = ["kms:CreateGrant"]
        conditions = { StringEquals = { "kms:GranteePrincipal" = [for id in local.users[name] : "arn:${local.partition}:iam::${id}:${local.auto_scaling_role}"] } }
        wanted     = key.auto_scaling
      }
    } : sid => use if use.wanted && length(local.users[name]) > 0
  } }

  grants = merge([for name, key in var.keys : { for id in key.auto_scaling_grants : "${name}/${id}" => { key = name, account_id = id } }]...)
}

data "aws_iam_policy_document" "this" {
  for_each = var.keys

  statement {
    sid       = "Administration"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }

  dynamic "statement" {
    for_each = local.uses[each.key]

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = [for id in local.users[each.key] : "arn:${local.partition}:iam::${id}:root"]
      }

      dynamic "condition" {
        for_each = flatten([for test, variables in statement.value.conditions : [for variable, values in variables : { test = test, variable = variable, values = values }]])

        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
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

resource "aws_kms_key" "this" {
  for_each = var.keys

  description             = each.value.description
  enable_key_rotation     = true
  multi_region            = each.value.multi_region
  deletion_window_in_days = each.value.deletion_window_days
  policy                  = data.aws_iam_policy_document.this[each.key].json

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_kms_alias" "this" {
  for_each = var.keys

  name          = "alias/${var.name}-${each.key}"
  target_key_id = aws_kms_key.this[each.key].key_id
}

resource "aws_kms_grant" "auto_scaling" {
  for_each = local.grants

  name              = "auto-scaling-${each.value.account_id}"
  key_id            = aws_kms_key.this[each.value.key].key_id
  grantee_principal = "arn:${local.partition}:iam::${each.value.account_id}:${local.auto_scaling_role}"
  operations        = ["CreateGrant", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo"]
}
