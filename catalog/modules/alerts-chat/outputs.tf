output "configuration_arn" {
  description = "ARN of the channel's configuration. null where no workspace is given."
  value       = one(aws_chatbot_slack_channel_configuration.this[*].chat_configuration_arn)
}

output "role_arn" {
  description = "Role of the channel. null where no workspace is given."
  value       = one(aws_iam_role.channel[*].arn)
}
