output "repository_urls" {
  description = "Address to push to and pull from, by the keys of `repositories`."
  value       = { for key, repository in aws_ecr_repository.this : key => repository.repository_url }
}

output "repository_arns" {
  description = "Repository ARN, by the keys of `repositories`."
  value       = { for key, repository in aws_ecr_repository.this : key => repository.arn }
}

output "kms_key_arn" {
  description = "Key that encrypts the images."
  value       = aws_kms_key.this.arn
}
