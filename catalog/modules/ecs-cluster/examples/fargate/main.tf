module "this" {
  source = "../.."

  name             = "acme-dev-apps"
  fargate_spot     = { spot_weight = 3 }
  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
}
