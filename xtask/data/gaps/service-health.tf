module "this" {
  source = "@catalog@/service-health"

  name = "acme-prod"

  endpoints = {
    web = { fqdn = "www.example.com", path = "/health", search_string = "ok" }
    api = { fqdn = "api.example.com", path = "/health", interval_seconds = 10, regions = ["us-east-1", "eu-west-1", "ap-northeast-1"] }
  }

  healthy_at_least = 1
  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-prod-alarms"
}
