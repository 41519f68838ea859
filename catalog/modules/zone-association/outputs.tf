output "vpc_id" {
  description = "Id of the VPC."
  value       = var.vpc_id
}

output "owner_account_ids" {
  description = "Accounts that the zones belong to, by the keys of `zone_ids`."
  value       = { for key, association in aws_route53_zone_association.this : key => association.owning_account }
}
