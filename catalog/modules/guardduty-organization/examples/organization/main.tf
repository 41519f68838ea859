module "this" {
  source = "../.."

  name               = "acme"
  runtime_monitoring = { ec2 = false }
  finding_alerts     = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:acme-security-alarms" }

  publishing = {
    bucket_arn  = "arn:aws:s3:::acme-logs-guardduty"
    kms_key_arn = "arn:aws:kms:eu-west-1:222222222222:key/00000000-0000-0000-0000-000000000000"
  }
}
