# Access logs that are delivered keep the bucket that they go to from being deleted.
# blame aws_s3_bucket_logging for aws_s3_bucket

resource "aws_s3_bucket" "access" {
  bucket = "acme-logs-access"
}

module "this" {
  source = "@catalog@/log-destination"

  name            = "acme-app-logs"
  organization_id = "o-a1b2c3d4e5"
  account_ids     = ["333333333333", "444444444444"]

  object_lock            = { days = 30 }
  reader_principal_arns  = ["arn:aws:iam::555555555555:role/security-analyst"]
  access_log_bucket_name = aws_s3_bucket.access.bucket
  alarms_topic_arn       = "arn:aws:sns:us-east-1:111111111111:acme-logs-alarms"
  force_destroy          = true
}
