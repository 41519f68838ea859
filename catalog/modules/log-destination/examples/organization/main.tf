module "this" {
  source = "../.."

  name            = "acme-app-logs"
  organization_id = "o-a1b2c3d4e5"
  account_ids     = ["555555555555"]

  retention_days = 730
  object_lock    = { days = 90 }

  reader_principal_arns  = ["arn:aws:iam::555555555555:role/security-analyst"]
  access_log_bucket_name = "acme-logs-access"
  alarms_topic_arn       = "arn:aws:sns:eu-west-1:222222222222:acme-logs-alarms"
}
