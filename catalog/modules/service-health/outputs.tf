output "health_check_ids" {
  description = "Health checks by the keys of `endpoints`, for failover records; `all` stands for all of them together."
  value       = local.health_check_ids
}

output "alarm_names" {
  description = "Names of the alarms, by the same keys. They are in us-east-1."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}

output "alarm_arns" {
  description = "ARNs of the alarms, by the same keys."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}
