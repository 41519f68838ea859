output "recorder_name" {
  description = "Name of the recorder. Known only once it records."
  value       = aws_config_configuration_recorder_status.this.name
}

output "role_arn" {
  description = "Role that AWS Config reads resources with."
  value       = aws_config_configuration_recorder.this.role_arn
}

output "rule_arns" {
  description = "ARN of each rule by name."
  value       = { for name, rule in aws_config_config_rule.this : name => rule.arn }
}
