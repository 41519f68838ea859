output "arn" {
  description = "ARN of the certificate, once it is validated."
  value       = aws_acm_certificate_validation.this.certificate_arn
}

output "names" {
  description = "All names of the certificate."
  value       = keys(var.zone_ids)
}

output "alarm_name" {
  description = "Name of the alarm on the end of the certificate."
  value       = aws_cloudwatch_metric_alarm.expiry.alarm_name
}
