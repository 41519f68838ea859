output "replication_group_id" {
  description = "Name of the cache."
  value       = aws_elasticache_replication_group.this.replication_group_id
}

output "arn" {
  description = "ARN of the cache."
  value       = aws_elasticache_replication_group.this.arn
}

output "primary_endpoint" {
  description = "Address for reading and writing; with several shards the one that tells clients about the cluster."
  value       = local.clustered ? aws_elasticache_replication_group.this.configuration_endpoint_address : aws_elasticache_replication_group.this.primary_endpoint_address
}

output "reader_endpoint" {
  description = "Address for reading; with several shards the same as the primary endpoint."
  value       = local.clustered ? aws_elasticache_replication_group.this.configuration_endpoint_address : aws_elasticache_replication_group.this.reader_endpoint_address
}

output "port" {
  description = "Port of the nodes."
  value       = var.port
}

output "security_group_id" {
  description = "Security group of the cache; a service names it in `connects_to`."
  value       = aws_security_group.this.id
}

output "user_name" {
  description = "User as which an application connects."
  value       = aws_elasticache_user.app.user_name
}

output "connect_policy_json" {
  description = "Policy that lets a role connect as that user; goes into `task_role_policies` of a service."
  value       = data.aws_iam_policy_document.connect.json
}

output "kms_key_arn" {
  description = "Key that encrypts the data and the snapshots."
  value       = aws_kms_key.this.arn
}

output "alarm_names" {
  description = "Names of the alarms, for `composite-alarms`."
  value       = sort([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name])
}
