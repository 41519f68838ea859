output "query_log_config_id" {
  description = "Id of the configuration of the query log; null without one."
  value       = one(aws_route53_resolver_query_log_config.this[*].id)
}

output "log_group_name" {
  description = "Name of the log group that holds the questions; null when they are not kept in one."
  value       = one(aws_cloudwatch_log_group.this[*].name)
}

output "firewall_rule_group_id" {
  description = "Id of the rules of the firewall; null without one."
  value       = one(aws_route53_resolver_firewall_rule_group.this[*].id)
}
