data "aws_partition" "this" {}

data "aws_ssoadmin_instances" "this" {
  count = var.instance == null ? 1 : 0
}

locals {
  partition = data.aws_partition.this.partition

  instance_arn      = var.instance == null ? one(data.aws_ssoadmin_instances.this[0].arns) : var.instance.arn
  identity_store_id = var.instance == null ? one(data.aws_ssoadmin_instances.this[0].identity_store_ids) : var.instance.identity_store_id

  permission_sets = merge(
    {
      for name, set in local.defaults : name => {
        description               = set.description
        session_hours             = set.session_hours
        aws_managed_policies      = toset(set.aws_managed_policies)
        customer_managed_policies = toset([])
        inline_policy             = set.inline_policy
        relay_state               = null
        permissions_boundary      = null
      } if contains(var.default_permission_sets, name)
    },
    var.permission_sets,
  )

  aws_managed = merge([
    for name, set in local.permission_sets : { for policy in set.aws_managed_policies : "${name}/${policy}" => { set = name, policy = policy } }
  ]...)

  customer_managed = merge([
    for name, set in local.permission_sets : { for policy in set.customer_managed_policies : "${name}/${policy}" => { set = name, policy = policy } }
  ]...)
}

resource "aws_ssoadmin_permission_set" "this" {
  for_each = local.permission_sets

  instance_arn     = local.instance_arn
  name             = each.key
  description      = each.value.description
  session_duration = "PT${each.value.session_hours}H"
  relay_state      = each.value.relay_state
}

resource "aws_ssoadmin_managed_policy_attachment" "this" {
  for_each = local.aws_managed

  instance_arn       = local.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.this[each.value.set].arn
  managed_policy_arn = "arn:${local.partition}:iam::aws:policy/${each.value.policy}"
}

resource "aws_ssoadmin_customer_managed_policy_attachment" "this" {
  for_each = local.customer_managed

  instance_arn       = local.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.this[each.value.set].arn

  customer_managed_policy_reference {
    name = each.value.policy
  }
}

resource "aws_ssoadmin_permission_set_inline_policy" "this" {
  for_each = { for name, set in local.permission_sets : name => set.inline_policy if set.inline_policy != null }

  instance_arn       = local.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.this[each.key].arn
  inline_policy      = each.value
}

resource "aws_ssoadmin_permissions_boundary_attachment" "this" {
  for_each = { for name, set in local.permission_sets : name => set.permissions_boundary if set.permissions_boundary != null }

  instance_arn       = local.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.this[each.key].arn

  permissions_boundary {
    managed_policy_arn = each.value.aws_managed_policy == null ? null : "arn:${local.partition}:iam::aws:policy/${each.value.aws_managed_policy}"

    dynamic "customer_managed_policy_reference" {
      for_each = each.value.customer_managed_policy == null ? [] : [each.value.customer_managed_policy]

      content {
        name = customer_managed_policy_reference.value
      }
    }
  }
}
