resource "aws_cloudwatch_log_group" "chatty" {
  name              = "/ecs/acme-dev/chatty"
  retention_in_days = 30
}

module "destination" {
  source = "@catalog@/log-destination"

  name          = "acme-app-logs"
  account_ids   = ["111111111111"]
  force_destroy = true
}

module "this" {
  source = "@catalog@/log-shipping"

  name            = "acme-app-logs"
  destination_arn = module.destination.destination_arn

  account_policy = {
    exclude = ["RDSOSMetrics", "/aws/kinesisfirehose/acme-app-logs", aws_cloudwatch_log_group.chatty.name]
  }

  log_groups = {
    chatty = { name = aws_cloudwatch_log_group.chatty.name, filter_pattern = "?ERROR ?WARN" }
  }
}
