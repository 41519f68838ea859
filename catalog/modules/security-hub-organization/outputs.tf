output "hub_arn" {
  description = "ARN of Security Hub in this account and region; null when `enable_account` is false."
  value       = one(aws_securityhub_account.this[*].arn)
}

output "standard_arns" {
  description = "ARN of each standard by name."
  value       = local.standard_arns
}

output "finding_aggregator_arn" {
  description = "ARN of the aggregator; null in regions that aggregate nothing."
  value       = one(aws_securityhub_finding_aggregator.this[*].id)
}

output "configuration_policy_id" {
  description = "Policy that sets the standards of all accounts; null without `central_configuration`."
  value       = one(aws_securityhub_configuration_policy.this[*].id)
}
