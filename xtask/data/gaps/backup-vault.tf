module "this" {
  source = "@catalog@/backup-vault"

  name            = "acme-copies"
  organization_id = "o-a1b2c3d4e5"
  account_ids     = ["333333333333", "444444444444"]
  alerts          = { topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms" }
}
