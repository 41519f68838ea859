output "schedule_arn" {
  description = "ARN of the schedule."
  value       = aws_scheduler_schedule.this.arn
}

output "task_definition_arn" {
  description = "Version of the task definition that the next run takes."
  value       = aws_ecs_task_definition.this.arn
}

output "security_group_id" {
  description = "Security group of the task; a service that lets it in may have to name it."
  value       = aws_security_group.this.id
}

output "task_role_arn" {
  description = "Role of the application."
  value       = aws_iam_role.task.arn
}

output "execution_role_arn" {
  description = "Role that starts the task; a policy on a secret or key may have to name it."
  value       = aws_iam_role.execution.arn
}

output "log_group_name" {
  description = "Log group of the runs."
  value       = aws_cloudwatch_log_group.this.name
}

output "failures_queue_url" {
  description = "Queue with the runs of the last two weeks that could not start or ended with an error."
  value       = aws_sqs_queue.this["failures"].id
}

output "successes_queue_url" {
  description = "Queue with the runs of the last two weeks that ended well."
  value       = aws_sqs_queue.this["successes"].id
}

output "kms_key_arn" {
  description = "Key of the log and the queues."
  value       = local.key_arn
}
