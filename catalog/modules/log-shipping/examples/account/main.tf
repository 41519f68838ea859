module "this" {
  source = "../.."

  name            = "acme-app-logs"
  destination_arn = "arn:aws:logs:eu-west-1:222222222222:destination:acme-app-logs"

  account_policy = { exclude = ["RDSOSMetrics", "/aws/vpc/acme-dev/flow-logs", "/ecs/acme-dev/chatty"] }

  log_groups = {
    chatty = { name = "/ecs/acme-dev/chatty", filter_pattern = "?ERROR ?WARN" }
  }

  alarms_topic_arn = "arn:aws:sns:eu-west-1:333333333333:acme-dev-alarms"
}
