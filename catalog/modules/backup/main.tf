data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition

  # One selection that names both means resources that fit both, so tags and ARNs are apart.
  selections = merge([for name, plan in var.plans : {
    for kind, selection in {
      tags = { tags = plan.tags == null ? { backup = name } : plan.tags, resources = [], excluded = plan.excluded_arns }
      arns = { tags = {}, resources = sort(plan.resource_arns), excluded = plan.excluded_arns }
    } : "${name}-${kind}" => merge(selection, { plan = name }) if length(selection.tags) + length(selection.resources) > 0
  }]...)

  # Retentions that the lock of this vault must permit.
  retentions = values(var.plans)[*].delete_after_days
}

resource "aws_backup_vault" "this" {
  name          = var.name
  kms_key_arn   = aws_kms_key.this.arn
  force_destroy = var.force_destroy

  lifecycle {
    precondition {
      condition     = var.lock == null ? true : alltrue([for days in local.retentions : days >= var.lock.min_retention_days && days <= var.lock.max_retention_days])
      error_message = "every plan must keep its backups for a time that the lock permits, or no backup succeeds"
    }
  }
}

resource "aws_backup_vault_lock_configuration" "this" {
  count = var.lock == null ? 0 : 1

  backup_vault_name  = aws_backup_vault.this.name
  min_retention_days = var.lock.min_retention_days
  max_retention_days = var.lock.max_retention_days

  # The presence of this number is what makes a lock irrevocable.
  changeable_for_days = var.lock.mode == "COMPLIANCE" ? var.lock.changeable_for_days : null
}

data "aws_iam_policy_document" "vault" {
  count = var.force_destroy ? 0 : 1

  statement {
    sid       = "DenyDeletion"
    effect    = "Deny"
    actions   = ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

# Expiry by a plan is not subject to this policy.
resource "aws_backup_vault_policy" "this" {
  count = var.force_destroy ? 0 : 1

  backup_vault_name = aws_backup_vault.this.name
  policy            = data.aws_iam_policy_document.vault[0].json
}

resource "aws_backup_plan" "this" {
  for_each = var.plans

  name = "${var.name}-${each.key}"

  rule {
    rule_name                    = each.key
    target_vault_name            = aws_backup_vault.this.name
    schedule                     = each.value.schedule
    schedule_expression_timezone = each.value.timezone
    start_window                 = each.value.start_window_minutes
    completion_window            = each.value.completion_window_minutes
    enable_continuous_backup     = each.value.continuous

    lifecycle {
      delete_after       = each.value.delete_after_days
      cold_storage_after = each.value.cold_storage_after_days
    }

    dynamic "copy_action" {
      for_each = each.value.copies

      content {
        destination_vault_arn = copy_action.value.vault_arn

        lifecycle {
          delete_after       = copy_action.value.delete_after_days
          cold_storage_after = copy_action.value.cold_storage_after_days
        }
      }
    }
  }
}

resource "aws_backup_selection" "this" {
  for_each = local.selections

  name          = each.key
  plan_id       = aws_backup_plan.this[each.value.plan].id
  iam_role_arn  = aws_iam_role.backup.arn
  resources     = each.value.resources
  not_resources = each.value.excluded

  dynamic "selection_tag" {
    for_each = each.value.tags

    content {
      type  = "STRINGEQUALS"
      key   = selection_tag.key
      value = selection_tag.value
    }
  }

  depends_on = [aws_iam_role_policy_attachment.backup]
}
