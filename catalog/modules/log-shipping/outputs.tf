output "role_arn" {
  description = "Role by which CloudWatch Logs proves to the destination that this account may send."
  value       = aws_iam_role.this.arn
}

output "excluded_log_groups" {
  description = "Log groups that the account policy leaves out."
  value       = local.excluded
}
