module "this" {
  source = "../.."

  name    = "acme-prod"
  vpc_ids = { app = "vpc-0123456789abcdef0", mgmt = "vpc-0123456789abcdef1" }

  firewall = {
    managed_list_ids = { aggregate = "rslvr-fdl-0123456789abcdef", guardduty = "rslvr-fdl-0123456789abcdee" }
    blocked_domains  = ["*.example.net"]
    allowed_domains  = ["good.example.net"]
  }

  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-prod-alarms"
}
