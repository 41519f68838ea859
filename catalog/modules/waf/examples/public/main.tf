module "this" {
  source = "../.."

  name         = "acme-prod"
  associations = { public = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/acme-prod-public/0123456789abcdef" }

  managed_rules = {
    common       = { rule_actions = { NoUserAgent_HEADER = "count" } }
    anonymous_ip = { mode = "count" }
  }

  body_size_exceptions = ["/uploads/"]
  rate_limit           = { requests = 1000 }
  alarms_topic_arn     = "arn:aws:sns:eu-west-1:111111111111:acme-prod-alarms"
}
