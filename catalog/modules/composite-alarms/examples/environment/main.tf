module "this" {
  source = "../.."

  name = "acme-prod"

  services = {
    web      = { alarm_names = ["web-cpu", "web-memory", "web-missing-tasks"] }
    database = { alarm_names = ["acme-prod-cpu", "acme-prod-memory"], suppressible = false }
  }

  environment_alarm_names = ["acme-prod-nat-a-ports"]

  suppression           = { alarm_name = "acme-prod-maintenance" }
  alarms_topic_arn      = "arn:aws:sns:eu-west-1:444444444444:acme-prod-alarms"
  environment_topic_arn = "arn:aws:sns:eu-west-1:444444444444:acme-prod-pager"
}
