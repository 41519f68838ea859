output "service_alarm_arns" {
  description = "ARNs of the alarms of services, by service."
  value       = { for key, alarm in aws_cloudwatch_composite_alarm.service : key => alarm.arn }
}

output "service_alarm_names" {
  description = "Names of the alarms of services, by service."
  value       = { for key, alarm in aws_cloudwatch_composite_alarm.service : key => alarm.alarm_name }
}

output "environment_alarm_arn" {
  description = "ARN of the alarm of the whole environment."
  value       = aws_cloudwatch_composite_alarm.environment.arn
}

output "environment_alarm_name" {
  description = "Name of the alarm of the whole environment."
  value       = aws_cloudwatch_composite_alarm.environment.alarm_name
}
