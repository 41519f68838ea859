output "canary_names" {
  description = "Name of the canary, by check."
  value       = { for key, canary in aws_synthetics_canary.this : key => canary.name }
}

output "alarm_names" {
  description = "Name of the alarm, by check, for `composite-alarms`."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}

output "alarm_arns" {
  description = "ARN of the alarm, by check."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "role_names" {
  description = "Role that a check runs with, by check, to attach further rights such as reading a test user's secret."
  value       = { for key, role in aws_iam_role.canary : key => role.name }
}

output "artifacts_bucket_name" {
  description = "Bucket with pictures, traffic and logs of runs."
  value       = aws_s3_bucket.artifacts.bucket
}
