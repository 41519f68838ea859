module "this" {
  source = "../.."

  name  = "acme-prod-alarms"
  slack = { workspace_id = "T012ABCDEFG", channel_id = "C012ABCDEFG" }

  topic_arns = [
    "arn:aws:sns:eu-west-1:444444444444:acme-prod-alarms",
    "arn:aws:sns:us-east-1:444444444444:acme-prod-alarms",
  ]

  command_actions       = ["logs:StartQuery", "logs:GetQueryResults"]
  member_roles_required = false
}
