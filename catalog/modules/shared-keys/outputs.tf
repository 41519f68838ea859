output "key_arns" {
  description = "ARN of each key, by the keys of `keys`. Other accounts must use the ARN; aliases are known in their own account only."
  value       = { for name, key in aws_kms_key.this : name => key.arn }
}

output "alias_names" {
  description = "Alias of each key, by the keys of `keys`."
  value       = { for name, alias in aws_kms_alias.this : name => alias.name }
}
