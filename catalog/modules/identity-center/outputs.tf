output "permission_set_arns" {
  description = "ARN of each permission set, by name."
  value       = { for name, set in aws_ssoadmin_permission_set.this : name => set.arn }
}

output "role_arn_patterns" {
  description = "Pattern of the roles that each permission set has in the accounts, by name, for conditions on `aws:PrincipalArn`."
  value       = { for name in keys(local.permission_sets) : name => "arn:${local.partition}:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_${name}_*" }
}

output "group_ids" {
  description = "Id of each group, by name."
  value       = local.group_ids
}

output "instance_arn" {
  description = "The Identity Center that all of this belongs to."
  value       = local.instance_arn
}

output "identity_store_id" {
  description = "Directory of the Identity Center."
  value       = local.identity_store_id
}
