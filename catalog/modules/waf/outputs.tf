output "arn" {
  description = "ARN of the web ACL, for the `waf` of load balancers in other units and for distributions."
  value       = aws_wafv2_web_acl.this.arn
}

output "id" {
  description = "Id of the web ACL."
  value       = aws_wafv2_web_acl.this.id
}

output "capacity" {
  description = "Capacity units in use. Beyond 1500 each request costs more; 5000 is the most."
  value       = aws_wafv2_web_acl.this.capacity
}

output "log_group_name" {
  description = "Name of the log group that holds the requests; null without logging."
  value       = one(aws_cloudwatch_log_group.this[*].name)
}

output "logs_kms_key_arn" {
  description = "ARN of the key that encrypts the log; null without logging."
  value       = one(aws_kms_key.logs[*].arn)
}
