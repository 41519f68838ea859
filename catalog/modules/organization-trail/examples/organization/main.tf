module "this" {
  source = "../.."

  name                  = "acme-organization"
  bucket_name           = "acme-logs-cloudtrail"
  reader_principal_arns = ["arn:aws:iam::222222222222:role/security-analyst"]

  data_events = {
    lambda           = false
    excluded_buckets = ["acme-logs-s3-access"]
  }

  insight_types = ["ApiErrorRateInsight"]
}
