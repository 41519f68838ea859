module "this" {
  source = "../.."

  name              = "acme-dev-alarms"
  email_subscribers = ["platform@example.com"]
}
