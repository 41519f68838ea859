# Access logs that are delivered keep the bucket that they go to from being deleted.
# blame aws_s3_bucket_logging for aws_s3_bucket

module "this" {
  source = "@catalog@/log-archive"

  name            = "acme-logs"
  organization_id = "o-a1b2c3d4e5"

  account_ids = {
    management = "111111111111"
    logs       = "222222222222"
    dev        = "333333333333"
    prod       = "444444444444"
  }

  retention_days = { cloudtrail = 2555, config = 2555 }

  object_lock = {
    mode = "COMPLIANCE"
    days = 730
  }

  reader_principal_arns = ["arn:aws:iam::555555555555:role/security-analyst"]
}
