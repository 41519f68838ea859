module "this" {
  source = "@catalog@/guardduty-organization"

  name               = "acme"
  runtime_monitoring = { ec2 = false }
  finding_alerts     = { topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-security-alarms" }

  publishing = {
    bucket_arn  = "arn:aws:s3:::acme-logs-guardduty"
    kms_key_arn = "arn:aws:kms:us-east-1:111111111111:key/00000000-0000-0000-0000-000000000000"
  }
}
