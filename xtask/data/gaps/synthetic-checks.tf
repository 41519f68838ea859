resource "aws_s3_bucket" "code" {
  bucket        = "acme-prod-canary-code"
  force_destroy = true
}

resource "aws_s3_object" "code" {
  bucket  = aws_s3_bucket.code.bucket
  key     = "login.zip"
  content = "not really a zip file"
}

module "this" {
  source = "@catalog@/synthetic-checks"

  name             = "acme-prod"
  code_bucket_name = aws_s3_bucket.code.bucket
  runtime_version  = "syn-nodejs-puppeteer-10.0"

  checks = {
    login = { code_key = aws_s3_object.code.key, environment = { START = "https://www.example.com/login" } }
  }

  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-prod-alarms"
  force_destroy    = true
}
