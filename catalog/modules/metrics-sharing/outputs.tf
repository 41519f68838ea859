output "role_arn" {
  description = "Role through which the monitoring account reads metrics."
  value       = aws_iam_role.sharing.arn
}
