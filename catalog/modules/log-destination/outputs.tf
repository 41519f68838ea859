output "destination_arn" {
  description = "ARN of the destination, for `log-shipping` in the accounts that send logs. Passed on only once they may subscribe."
  value       = local.destination_arn

  # A subscription is refused until destination and policy are in place.
  depends_on = [aws_cloudwatch_log_destination_policy.this]
}

output "bucket_name" {
  description = "Bucket with the logs under `logs/<year>/<month>/<day>/`, and what could not be processed under `errors/`."
  value       = aws_s3_bucket.this.bucket
}

output "bucket_arn" {
  description = "ARN of the bucket with the logs."
  value       = aws_s3_bucket.this.arn
}

output "kms_key_arn" {
  description = "Key that encrypts the stream, the bucket and the log of failed deliveries."
  value       = aws_kms_key.this.arn
}

output "errors_log_group_name" {
  description = "Log group that tells why deliveries failed. An account policy of the same account that ships logs must leave it out."
  value       = aws_cloudwatch_log_group.errors.name
}
