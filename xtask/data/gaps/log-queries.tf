resource "aws_s3_bucket" "logs" {
  for_each = toset(["cloudtrail", "flow-logs", "alb", "config"])

  bucket        = "acme-logs-${each.key}"
  force_destroy = true
}

module "this" {
  source = "@catalog@/log-queries"

  name            = "acme-log-queries"
  account_ids     = { dev = "333333333333", prod = "444444444444" }
  regions         = ["eu-west-1", "us-east-1"]
  organization_id = "o-a1b2c3d4e5"

  cloudtrail = { bucket = aws_s3_bucket.logs["cloudtrail"].bucket }
  flow_logs  = { bucket = aws_s3_bucket.logs["flow-logs"].bucket }
  alb        = { bucket = aws_s3_bucket.logs["alb"].bucket, prefix = "public" }
  config     = { bucket = aws_s3_bucket.logs["config"].bucket }
  app_logs   = { bucket = "acme-app-logs-111111111111-us-east-1" }

  force_destroy = true
}
