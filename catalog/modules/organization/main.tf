data "aws_partition" "this" {}

locals {
  partition = data.aws_partition.this.partition
  root_id   = aws_organizations_organization.this.roots[0].id

  top_ous    = { for key, ou in var.organizational_units : key => ou if ou.parent == null }
  nested_ous = { for key, ou in var.organizational_units : key => ou if ou.parent != null }

  ou_ids = merge(
    { for key, ou in aws_organizations_organizational_unit.top : key => ou.id },
    { for key, ou in aws_organizations_organizational_unit.nested : key => ou.id },
  )

  policy_types = setunion(["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"], var.further_policy_types)
}

resource "aws_organizations_organization" "this" {
  feature_set                   = "ALL"
  enabled_policy_types          = local.policy_types
  aws_service_access_principals = var.service_access_principals
}

resource "aws_backup_global_settings" "this" {
  count = var.cross_account_backup ? 1 : 0

  global_settings = { isCrossAccountBackupEnabled = "true" }

  # It is a setting of the organization, and needs the access of its service.
  depends_on = [aws_organizations_organization.this]

  lifecycle {
    precondition {
      condition     = contains(var.service_access_principals, "backup.amazonaws.com")
      error_message = "`cross_account_backup` needs `backup.amazonaws.com` in `service_access_principals`"
    }
  }
}

resource "aws_organizations_organizational_unit" "top" {
  for_each = local.top_ous

  name      = coalesce(each.value.name, each.key)
  parent_id = local.root_id
}

resource "aws_organizations_organizational_unit" "nested" {
  for_each = local.nested_ous

  name      = coalesce(each.value.name, each.key)
  parent_id = aws_organizations_organizational_unit.top[each.value.parent].id
}

resource "aws_organizations_account" "this" {
  for_each = var.accounts

  name                       = coalesce(each.value.name, each.key)
  email                      = each.value.email
  parent_id                  = each.value.ou == null ? local.root_id : local.ou_ids[each.value.ou]
  role_name                  = each.value.role_name
  iam_user_access_to_billing = each.value.iam_user_access_to_billing ? "ALLOW" : "DENY"
  close_on_deletion          = each.value.close_on_deletion

  lifecycle {
    # All of these replace the account when they differ, and AWS either does not tell them (role, billing) or lets people change them outside.
    ignore_changes = [name, email, role_name, iam_user_access_to_billing]

    precondition {
      condition     = each.value.ou == null ? true : contains(keys(var.organizational_units), each.value.ou)
      error_message = "account `${each.key}` is in an organizational unit that is not one of `organizational_units`"
    }
  }
}

resource "aws_organizations_delegated_administrator" "this" {
  for_each = var.delegated_administrators

  service_principal = each.key
  account_id        = aws_organizations_account.this[each.value].id

  # A service can only be delegated once it may look into the organization.
  depends_on = [aws_organizations_organization.this]

  lifecycle {
    precondition {
      condition     = contains(keys(var.accounts), each.value)
      error_message = "`${each.key}` is delegated to `${each.value}`, which is not one of `accounts`"
    }

    precondition {
      condition     = contains(var.service_access_principals, each.key)
      error_message = "`${each.key}` can only be delegated if it is one of `service_access_principals`"
    }
  }
}

# Service access alone does not make the role that RAM works with; this does.
resource "aws_ram_sharing_with_organization" "this" {
  count = contains(var.service_access_principals, "ram.amazonaws.com") ? 1 : 0

  depends_on = [aws_organizations_organization.this]
}

resource "aws_iam_organizations_features" "this" {
  count = var.central_root_access ? 1 : 0

  enabled_features = ["RootCredentialsManagement", "RootSessions"]

  depends_on = [aws_organizations_organization.this]

  lifecycle {
    precondition {
      condition     = contains(var.service_access_principals, "iam.amazonaws.com")
      error_message = "`central_root_access` needs `iam.amazonaws.com` in `service_access_principals`"
    }
  }
}
