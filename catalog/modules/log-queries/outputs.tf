output "workgroup_name" {
  description = "Workgroup to run queries in."
  value       = aws_athena_workgroup.this.name
}

output "workgroup_arn" {
  description = "ARN of the workgroup."
  value       = aws_athena_workgroup.this.arn
}

output "database_name" {
  description = "Database with the tables."
  value       = aws_glue_catalog_database.this.name
}

output "table_names" {
  description = "Tables: those of `alb`, `app_logs`, `cloudtrail`, `config` and `flow_logs` that have a bucket."
  value       = sort([for table in aws_glue_catalog_table.this : table.name])
}

output "results_bucket_name" {
  description = "Bucket with the results of queries."
  value       = aws_s3_bucket.results.bucket
}

output "kms_key_arn" {
  description = "Key that encrypts the results."
  value       = aws_kms_key.this.arn
}

output "query_policy_json" {
  description = "Policy for roles that run queries: the workgroup, the tables, reading the logs and writing the results. Buckets in other accounts must admit the role as well."
  value       = data.aws_iam_policy_document.query.json
}
