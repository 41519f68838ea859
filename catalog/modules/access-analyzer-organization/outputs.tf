output "analyzer_arns" {
  description = "ARN of each analyzer: `external`, `unused`."
  value       = { for kind, analyzer in aws_accessanalyzer_analyzer.this : kind => analyzer.arn }
}
