output "service_name" {
  description = "Name of the service."
  value       = aws_ecs_service.this.name
}

output "service_arn" {
  description = "ARN of the service."
  value       = aws_ecs_service.this.id
}

output "security_group_id" {
  description = "Security group of the tasks; another service that talks to this one names it in `connects_to`."
  value       = aws_security_group.this.id
}

output "port" {
  description = "Port on which the tasks listen."
  value       = var.port
}

output "task_role_arn" {
  description = "Role of the application."
  value       = aws_iam_role.task.arn
}

output "execution_role_arn" {
  description = "Role that starts the tasks; a policy on a secret or key may have to name it."
  value       = aws_iam_role.execution.arn
}

output "task_definition_arn" {
  description = "Version of the task definition that runs."
  value       = aws_ecs_task_definition.this.arn
}

output "log_group_name" {
  description = "Log group of the tasks."
  value       = aws_cloudwatch_log_group.this.name
}

output "alarm_names" {
  description = "Names of the alarms, for `composite-alarms`."
  value = sort(concat(
    [for alarm in aws_cloudwatch_metric_alarm.utilization : alarm.alarm_name],
    [aws_cloudwatch_metric_alarm.missing_tasks.alarm_name],
    aws_cloudwatch_metric_alarm.server_errors[*].alarm_name,
    aws_cloudwatch_metric_alarm.latency[*].alarm_name,
    aws_cloudwatch_metric_alarm.no_healthy_task[*].alarm_name,
  ))
}
