output "bucket_name" {
  description = "Bucket that backends name."
  value       = aws_s3_bucket.this.bucket
}

output "bucket_arn" {
  description = "ARN of the bucket, for the policies of roles that read or write states."
  value       = aws_s3_bucket.this.arn
}

output "kms_key_arn" {
  description = "Key that encrypts the states. Writers need `kms:GenerateDataKey` and `kms:Decrypt` on it, readers the latter."
  value       = aws_kms_key.this.arn
}

output "log_bucket_name" {
  description = "Bucket with the access logs; null without them."
  value       = var.access_logs == null ? null : aws_s3_bucket_logging.this[0].target_bucket
}
