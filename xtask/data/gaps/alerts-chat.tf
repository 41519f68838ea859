resource "aws_sns_topic" "alarms" {
  name = "acme-prod-alarms"
}

module "this" {
  source = "@catalog@/alerts-chat"

  name            = "acme-prod-alarms"
  slack           = { workspace_id = "T012ABCDEFG", channel_id = "C012ABCDEFG" }
  topic_arns      = [aws_sns_topic.alarms.arn]
  command_actions = ["logs:StartQuery", "logs:GetQueryResults"]
}
