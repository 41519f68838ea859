output "arn" {
  description = "ARN of the load balancer."
  value       = aws_lb.this.arn
}

output "arn_suffix" {
  description = "Last part of the ARN, the `LoadBalancer` dimension of metrics."
  value       = aws_lb.this.arn_suffix
}

output "dns_name" {
  description = "DNS name that AWS gave to the load balancer, for alias records."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "Zone of `dns_name`, for alias records."
  value       = aws_lb.this.zone_id
}

output "https_listener_arn" {
  description = "ARN of the HTTPS listener, for the rules of services."
  value       = aws_lb_listener.https.arn
}

output "security_group_id" {
  description = "Security group of the load balancer, for the ingress rules of its targets."
  value       = aws_security_group.this.id
}

output "alarm_names" {
  description = "Names of the alarms, for `composite-alarms`."
  value = sort(concat(
    [for alarm in aws_cloudwatch_metric_alarm.count : alarm.alarm_name],
    [aws_cloudwatch_metric_alarm.target_5xx.alarm_name, aws_cloudwatch_metric_alarm.latency.alarm_name],
  ))
}
