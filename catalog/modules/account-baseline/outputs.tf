output "ebs_kms_key_arn" {
  description = "ARN of the key that encrypts new volumes; null when `ebs_encryption` is false."
  value       = one(aws_kms_key.ebs[*].arn)
}

output "access_analyzer_arn" {
  description = "ARN of the analyzer for access from outside; null when `access_analyzer` is null."
  value       = one(aws_accessanalyzer_analyzer.this[*].arn)
}

output "account_alias" {
  description = "Alias of the account; null without one."
  value       = one(aws_iam_account_alias.this[*].account_alias)
}
