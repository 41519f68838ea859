module "this" {
  source = "../.."

  name            = "acme-app-logs"
  destination_arn = "arn:aws:logs:eu-west-1:222222222222:destination:acme-app-logs"

  account_policy = null

  log_groups = {
    web    = { name = "/ecs/acme-dev/web" }
    worker = { name = "/ecs/acme-dev/worker" }
  }
}
