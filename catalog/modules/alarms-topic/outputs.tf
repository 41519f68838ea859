output "topic_arn" {
  description = "ARN of the topic, for the `alarms_topic_arn` of other modules. Known only once services may publish to it."
  value       = aws_sns_topic.this.arn

  # Whoever gets the ARN may publish at once, so the policy comes first.
  depends_on = [aws_sns_topic_policy.this]
}

output "topic_name" {
  description = "Name of the topic."
  value       = aws_sns_topic.this.name
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts the messages. Principals of this account that publish need `kms:GenerateDataKey` and `kms:Decrypt` on it."
  value       = aws_kms_key.this.arn
}
