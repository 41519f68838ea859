output "budget_arns" {
  description = "ARN of each budget, `total` and by the keys of `account_limits`."
  value       = { for key, budget in aws_budgets_budget.this : key => budget.arn }
}

output "anomaly_monitor_arn" {
  description = "Monitor of unusual spending, or null if `anomalies` is off."
  value       = local.monitor_arn
}
