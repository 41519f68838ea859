module "this" {
  source = "../.."

  name            = "acme-log-queries"
  account_ids     = { dev = "333333333333", prod = "444444444444" }
  regions         = ["eu-west-1", "us-east-1"]
  organization_id = "o-a1b2c3d4e5"
  first_day       = "2026/01/01"

  cloudtrail = { bucket = "acme-logs-cloudtrail" }
  flow_logs  = { bucket = "acme-logs-flow-logs" }
  alb        = { bucket = "acme-logs-alb", prefix = "public" }
  config     = { bucket = "acme-logs-config" }
  app_logs   = { bucket = "acme-app-logs-222222222222-eu-west-1" }

  source_kms_key_arns = ["arn:aws:kms:eu-west-1:222222222222:key/11111111-2222-3333-4444-555555555555"]
}
