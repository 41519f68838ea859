output "secret_arns" {
  description = "ARN of each secret, by the keys of `secrets`. Other accounts must use the ARN, not the name."
  value       = { for name, secret in aws_secretsmanager_secret.this : name => secret.arn }

  # A reader is refused until the policy is in place.
  depends_on = [aws_secretsmanager_secret_policy.this]
}

output "secret_names" {
  description = "Name of each secret, by the keys of `secrets`."
  value       = { for name, secret in aws_secretsmanager_secret.this : name => secret.name }
}

output "kms_key_arn" {
  description = "Key that encrypts the secrets; roles that read them need `kms:Decrypt` on it."
  value       = var.kms_key == null ? aws_kms_key.this[0].arn : var.kms_key.arn
}
