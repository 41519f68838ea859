output "alarm_arns" {
  description = "ARN of each alarm by name, the one for silence as `no-events`."
  value       = merge({ for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.arn }, { no-events = aws_cloudwatch_metric_alarm.silence.arn })
}

output "excluded" {
  description = "Alarms that were left out, with the reason."
  value       = var.excluded
}
