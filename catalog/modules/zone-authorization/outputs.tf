output "zone_id" {
  description = "Id of the zone, once every VPC may use it: the units that associate the zone take it from here."
  value       = var.zone_id

  depends_on = [aws_route53_vpc_association_authorization.this]
}

output "vpc_ids" {
  description = "Ids of the VPCs that may use the zone, by the keys of `vpcs`."
  value       = { for key, authorization in aws_route53_vpc_association_authorization.this : key => authorization.vpc_id }
}
