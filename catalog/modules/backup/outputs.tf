output "vault_name" {
  description = "Name of the vault."
  value       = aws_backup_vault.this.name
}

output "vault_arn" {
  description = "ARN of the vault."
  value       = aws_backup_vault.this.arn
}

output "kms_key_arn" {
  description = "Key that encrypts the backups."
  value       = aws_kms_key.this.arn
}

output "plan_ids" {
  description = "Id of each plan, by the keys of `plans`."
  value       = { for name, plan in aws_backup_plan.this : name => plan.id }
}

output "role_arn" {
  description = "Role that makes the backups; keys of resources that are backed up must let it in if their policy does not leave that to the account."
  value       = aws_iam_role.backup.arn
}

output "restore_role_arn" {
  description = "Role that restores backups; null without `restore_role`."
  value       = one(aws_iam_role.restore[*].arn)
}
