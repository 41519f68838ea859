output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_ecs_cluster.this.arn

  # A service that names a provider is refused until the provider belongs to the cluster.
  depends_on = [aws_ecs_cluster_capacity_providers.this]
}

output "cluster_name" {
  description = "Name of the cluster."
  value       = aws_ecs_cluster.this.name
}

output "capacity_provider_name" {
  description = "Where services run by default: the provider of the instances, or `FARGATE`."
  value       = var.ec2 == null ? "FARGATE" : aws_ecs_capacity_provider.ec2[0].name

  depends_on = [aws_ecs_cluster_capacity_providers.this]
}

output "instance_security_group_id" {
  description = "Security group of the instances; null in a Fargate cluster."
  value       = one(aws_security_group.instances[*].id)
}

output "kms_key_arn" {
  description = "Key for sessions, task storage and log groups under `/aws/ecs/`; services may use it for their logs."
  value       = aws_kms_key.this.arn

  depends_on = [aws_kms_key_policy.this]
}

output "session_log_group_arn" {
  description = "Log group in which interactive sessions are recorded; a service that allows sessions needs it."
  value       = aws_cloudwatch_log_group.sessions.arn
}
