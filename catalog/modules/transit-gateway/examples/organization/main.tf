module "this" {
  source = "../.."

  name             = "acme-shared"
  share_with       = ["arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5"]
  flow_logs        = { retention_days = 731 }
  alarms_topic_arn = "arn:aws:sns:eu-west-1:222222222222:acme-shared-alarms"
}
