locals {
  managed_policies = "arn:${local.partition}:iam::aws:policy"

  # These policies of AWS follow the types of resources that the service learns; a backup role can create and read backups but restore none.
  backup_policies = merge(
    { resources = "${local.managed_policies}/service-role/AWSBackupServiceRolePolicyForBackup" },
    var.s3_backups ? { s3 = "${local.managed_policies}/AWSBackupServiceRolePolicyForS3Backup" } : {},
  )

  restore_policies = var.restore_role ? merge(
    { resources = "${local.managed_policies}/service-role/AWSBackupServiceRolePolicyForRestores" },
    var.s3_backups ? { s3 = "${local.managed_policies}/AWSBackupServiceRolePolicyForS3Restore" } : {},
  ) : {}
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["backup.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_iam_role" "backup" {
  name                 = "${var.name}-backup"
  description          = "Makes the backups in the vault ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy_attachment" "backup" {
  for_each = local.backup_policies

  role       = aws_iam_role.backup.name
  policy_arn = each.value
}

resource "aws_iam_role" "restore" {
  count = var.restore_role ? 1 : 0

  name                 = "${var.name}-restore"
  description          = "Restores backups of the vault ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy_attachment" "restore" {
  for_each = local.restore_policies

  role       = aws_iam_role.restore[0].name
  policy_arn = each.value
}
