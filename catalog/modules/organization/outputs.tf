output "organization_id" {
  description = "Id of the organization, for policies that trust its members."
  value       = aws_organizations_organization.this.id
}

output "organization_arn" {
  description = "ARN of the organization, for resources that are shared with all of it."
  value       = aws_organizations_organization.this.arn
}

output "management_account_id" {
  description = "Account that owns the organization."
  value       = aws_organizations_organization.this.master_account_id
}

output "root_id" {
  description = "Id of the root, under which all accounts and units are."
  value       = local.root_id
}

output "ou_ids" {
  description = "Id of each organizational unit, by the keys of `organizational_units`."
  value       = local.ou_ids
}

output "account_ids" {
  description = "Id of each member account, by the keys of `accounts`. Known only once the guardrails bind the accounts."
  value       = { for key, account in aws_organizations_account.this : key => account.id }

  depends_on = [aws_organizations_policy_attachment.this]
}

output "policy_ids" {
  description = "Id of each policy: `foundation`, `workloads` and `resources`, those that are on."
  value       = { for key, policy in aws_organizations_policy.this : key => policy.id }
}

output "policy_documents" {
  description = "Text of each policy as JSON, by the same keys as `policy_ids`, e.g. for tests that evaluate them."
  value       = { for key, document in data.aws_iam_policy_document.policy : key => document.minified_json }
}
