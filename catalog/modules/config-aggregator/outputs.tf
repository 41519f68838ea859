output "aggregator_arn" {
  description = "ARN of the aggregator."
  value       = aws_config_configuration_aggregator.this.arn
}

output "role_arn" {
  description = "Role that AWS Config finds the accounts with."
  value       = aws_iam_role.this.arn
}

output "conformance_pack_arns" {
  description = "ARN of each conformance pack by name."
  value       = { for name, pack in aws_config_organization_conformance_pack.this : name => pack.arn }
}
