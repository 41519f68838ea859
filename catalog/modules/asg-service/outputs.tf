output "asg_name" {
  description = "Name of the auto scaling group."
  value       = aws_autoscaling_group.this.name
}

output "asg_arn" {
  description = "ARN of the auto scaling group."
  value       = aws_autoscaling_group.this.arn
}

output "launch_template_id" {
  description = "Id of the launch template."
  value       = aws_launch_template.this.id
}

output "role_arn" {
  description = "Role of the servers; a policy on a secret or key may have to name it."
  value       = aws_iam_role.this.arn
}

output "role_name" {
  description = "Name of that role."
  value       = aws_iam_role.this.name
}

output "security_group_id" {
  description = "Security group of the servers; a service that talks to them names it in `connects_to`."
  value       = aws_security_group.this.id
}

output "port" {
  description = "Port on which the servers listen."
  value       = var.port
}

output "target_group_arn" {
  description = "Target group of the servers; null without a load balancer."
  value       = one(aws_lb_target_group.this[*].arn)
}

output "log_group_name" {
  description = "Log group of the servers."
  value       = aws_cloudwatch_log_group.this.name
}

output "alarm_names" {
  description = "Names of the alarms, for `composite-alarms`."
  value = sort(concat(
    [aws_cloudwatch_metric_alarm.cpu.alarm_name, aws_cloudwatch_metric_alarm.missing_servers.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.agent : alarm.alarm_name],
    aws_cloudwatch_metric_alarm.unhealthy_hosts[*].alarm_name,
    aws_cloudwatch_metric_alarm.server_errors[*].alarm_name,
    aws_cloudwatch_metric_alarm.latency[*].alarm_name,
  ))
}
