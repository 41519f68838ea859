module "this" {
  source = "../.."

  name             = "acme-prod"
  cidr             = "10.30.0.0/16"
  flow_logs        = { s3_bucket_arn = "arn:aws:s3:::acme-logs-flow-logs" }
  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-prod-alarms"
}
