output "vault_name" {
  description = "Name of the vault."
  value       = aws_backup_vault.this.name
}

output "vault_arn" {
  description = "ARN of the vault; backup plans of other accounts copy to it."
  value       = aws_backup_vault.this.arn

  # A copy is refused until the policy is in place.
  depends_on = [aws_backup_vault_policy.this]
}

output "kms_key_arn" {
  description = "Key that encrypts the copies."
  value       = aws_kms_key.this.arn
}
