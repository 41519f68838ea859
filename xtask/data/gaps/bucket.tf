# Access logs that are delivered keep the bucket that they go to from being deleted.
# blame aws_s3_bucket_logging for aws_s3_bucket

resource "aws_s3_bucket" "logs" {
  bucket = "acme-dev-access-logs"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "s3:PutObject"
      Principal = { Service = "logging.s3.amazonaws.com" }
      Resource  = "${aws_s3_bucket.logs.arn}/*"
      Condition = { StringEquals = { "aws:SourceAccount" = "111111111111" } }
    }]
  })
}

resource "aws_kms_key" "given" {
  enable_key_rotation = true
}

module "copy" {
  source = "@catalog@/bucket"

  name        = "acme-dev-uploads-copy"
  kms_key     = { arn = aws_kms_key.given.arn }
  object_lock = { days = 1 }
}

module "this" {
  source = "@catalog@/bucket"

  name        = "acme-dev-uploads"
  eventbridge = true
  access_logs = { bucket_name = aws_s3_bucket_policy.logs.bucket }
  cors_rules  = { app = { origins = ["https://app.example.com"], methods = ["PUT"], headers = ["Content-Type"] } }
  key_users   = { account_ids = ["555555555555"], services = ["cloudfront"] }

  lifecycle_rules = {
    "old-versions" = { noncurrent_days = 30, noncurrent_keep = 3 }
    exports        = { prefix = "exports/", transitions = { STANDARD_IA = 30, GLACIER_IR = 90 }, expire_days = 365 }
    scratch        = { prefix = "tmp/", tags = { keep = "no", team = "web" }, expire_days = 1 }
    marked         = { tags = { keep = "no" }, expire_days = 7 }
  }

  statements = {
    PartnersRead = {
      actions        = ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"]
      principal_arns = ["arn:aws:iam::555555555555:root"]
      prefixes       = ["exports/"]
    }
    SiteReads = {
      actions     = ["s3:GetObject"]
      services    = ["cloudfront"]
      source_arns = ["arn:aws:cloudfront::111111111111:distribution/EDFDVBD6EXAMPLE"]
    }
  }

  replication = {
    bucket_arn    = module.copy.bucket_arn
    kms_key_arn   = module.copy.kms_key_arn
    storage_class = "STANDARD_IA"
    prefix        = "exports/"
  }
}
