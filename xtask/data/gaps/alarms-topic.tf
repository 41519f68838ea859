module "this" {
  source = "@catalog@/alarms-topic"

  name              = "acme-dev-alarms"
  email_subscribers = ["platform@example.com"]
}
