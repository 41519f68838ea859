module "this" {
  source = "../.."

  name            = "acme-copies"
  organization_id = "o-a1b2c3d4e5"
  account_ids     = ["333333333333", "444444444444"]
  alerts          = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:acme-logs-alarms" }
}
