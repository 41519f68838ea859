output "instance_policy_json" {
  description = "Policy that lets an instance encrypt and record sessions; goes into `role_policies` of `asg-service` and `openvpn-server`. Without it no session starts there."
  value       = data.aws_iam_policy_document.instance.json
}

output "group_policy_arns" {
  description = "Policies by group, for permission sets or IAM groups."
  value       = { for name, policy in aws_iam_policy.group : name => policy.arn }
}

output "document_name" {
  description = "Name of the document with the settings."
  value       = aws_ssm_document.this.name
}

output "kms_key_arn" {
  description = "Key of sessions and their records."
  value       = aws_kms_key.this.arn

  depends_on = [aws_kms_key_policy.this]
}

output "log_group_arn" {
  description = "Log group in which sessions are recorded."
  value       = aws_cloudwatch_log_group.this.arn
}

output "log_group_name" {
  description = "Name of that log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "bucket_name" {
  description = "Bucket with the second record; null without one."
  value       = one(aws_s3_bucket.this[*].bucket)
}
