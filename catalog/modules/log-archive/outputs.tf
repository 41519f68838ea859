output "bucket_names" {
  description = "Bucket name by kind: `cloudtrail`, `config`, `flow-logs`, `alb`, `s3-access`."
  value       = { for kind, bucket in aws_s3_bucket.this : kind => bucket.bucket }

  # A delivery service is refused until the bucket policy is in place.
  depends_on = [aws_s3_bucket_policy.this]
}

output "bucket_arns" {
  description = "Bucket ARN by kind."
  value       = { for kind, bucket in aws_s3_bucket.this : kind => bucket.arn }

  depends_on = [aws_s3_bucket_policy.this]
}

output "kms_key_arn" {
  description = "Key that encrypts the cloudtrail, config and flow-logs buckets; trails and delivery channels name it."
  value       = aws_kms_key.this.arn
}
