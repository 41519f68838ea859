# The provider of this configuration must be one for us-east-1.
module "this" {
  source = "../.."

  name = "acme-prod"

  endpoints = {
    web = { fqdn = "www.example.com", path = "/health", search_string = "ok" }
    api = { fqdn = "api.example.com", path = "/health", interval_seconds = 10, regions = ["us-east-1", "eu-west-1", "ap-northeast-1"] }
  }

  healthy_at_least = 1
  alarms_topic_arn = "arn:aws:sns:us-east-1:444444444444:acme-prod-alarms"
}
