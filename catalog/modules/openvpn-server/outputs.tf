output "public_ip" {
  description = "Address of the server, which stays when the server is replaced."
  value       = aws_eip.this.public_ip
}

output "address" {
  description = "What people connect to: the name, or the address without one."
  value       = local.address
}

output "security_group_id" {
  description = "Security group of the server, which connected people come from."
  value       = aws_security_group.this.id
}

output "asg_name" {
  description = "Name of the auto scaling group."
  value       = aws_autoscaling_group.this.name
}

output "role_arn" {
  description = "Role of the server."
  value       = aws_iam_role.this.arn
}

output "bucket_name" {
  description = "Bucket with the certificates (`pki/`) and the answers to people (`replies/`)."
  value       = aws_s3_bucket.this.bucket
}

output "queue_urls" {
  description = "Queues by what they are for: `request`, `revoke` and `list`."
  value       = { for name, queue in aws_sqs_queue.this : name => queue.url }
}

output "request_policy_arn" {
  description = "Policy for people who may ask for a certificate."
  value       = aws_iam_policy.people["request"].arn
}

output "revoke_policy_arn" {
  description = "Policy for people who may list and withdraw certificates."
  value       = aws_iam_policy.people["revoke"].arn
}

output "kms_key_arn" {
  description = "Key of certificates, requests and log."
  value       = aws_kms_key.this.arn
}

output "log_group_name" {
  description = "Log group of the server."
  value       = aws_cloudwatch_log_group.this.name
}
