output "bucket_name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.bucket

  # A delivery service is refused until the bucket policy is in place.
  depends_on = [aws_s3_bucket_policy.this]
}

output "bucket_arn" {
  description = "ARN of the bucket, for the policies of roles that use it."
  value       = aws_s3_bucket.this.arn

  depends_on = [aws_s3_bucket_policy.this]
}

output "bucket_domain_name" {
  description = "Host name of the bucket in its region, for the origin of a distribution."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}

output "kms_key_arn" {
  description = "Key that encrypts the objects. Whoever writes needs `kms:GenerateDataKey` and `kms:Decrypt` on it, whoever reads the latter."
  value       = local.kms_key_arn
}
