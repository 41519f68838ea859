resource "aws_s3_bucket" "logs" {
  bucket        = "acme-logs-cloudtrail"
  force_destroy = true
}

data "aws_iam_policy_document" "logs" {
  statement {
    actions   = ["s3:GetBucketAcl", "s3:PutObject"]
    resources = [aws_s3_bucket.logs.arn, "${aws_s3_bucket.logs.arn}/AWSLogs/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.bucket
  policy = data.aws_iam_policy_document.logs.json
}

module "this" {
  source = "@catalog@/organization-trail"

  name                  = "acme-organization"
  bucket_name           = aws_s3_bucket_policy.logs.bucket
  reader_principal_arns = ["arn:aws:iam::111111111111:root"]

  data_events = {
    excluded_buckets = ["acme-logs-s3-access"]
  }

  insight_types = ["ApiErrorRateInsight"]
}
