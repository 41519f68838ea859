output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_rds_cluster.this.arn
}

output "cluster_identifier" {
  description = "Name of the cluster."
  value       = aws_rds_cluster.this.cluster_identifier
}

output "endpoint" {
  description = "Address of the writer."
  value       = aws_rds_cluster.this.endpoint
}

output "reader_endpoint" {
  description = "Address behind which the readers take turns; the writer where there is no reader."
  value       = aws_rds_cluster.this.reader_endpoint
}

output "port" {
  description = "Port of the cluster."
  value       = local.port
}

output "database_name" {
  description = "Database made with the cluster; null without one."
  value       = var.database_name
}

output "security_group_id" {
  description = "Security group of the cluster; a service names it in `connects_to`."
  value       = aws_security_group.this.id
}

output "master_secret_arn" {
  description = "Secret with the administrator's name and password."
  value       = one(aws_rds_cluster.this.master_user_secret[*].secret_arn)
}

output "connect_policy_json" {
  description = "Policy that lets a role connect as `iam_database_user` without a password."
  value       = data.aws_iam_policy_document.connect.json
}

output "kms_key_arn" {
  description = "Key that encrypts the data, the backups and the administrator's password."
  value       = aws_kms_key.this.arn
}

output "alarm_names" {
  description = "Names of the alarms, for `composite-alarms`."
  value       = sort([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name])
}
