# Nobody can write objects to a bucket that wants TLS: the condition is ignored.
# blame aws_s3_bucket_policy for aws_s3_object

resource "aws_s3_bucket" "this" {
  bucket = "acme-states"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Action    = "s3:*"
      Principal = "*"
      Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_object" "this" {
  bucket  = aws_s3_bucket.this.bucket
  key     = "state"
  content = "{}"

  depends_on = [aws_s3_bucket_policy.this]
}
