output "zone_id" {
  description = "Id of the zone."
  value       = aws_route53_zone.this.zone_id
}

output "zone_arn" {
  description = "ARN of the zone, for policies of roles that may change its records."
  value       = aws_route53_zone.this.arn
}

output "domain" {
  description = "Domain of the zone."
  value       = aws_route53_zone.this.name
}

output "name_servers" {
  description = "Name servers of the zone, for the registrar."
  value       = aws_route53_zone.this.name_servers
}

output "ds_record" {
  description = "DS record for the registrar, once the zone is signed; null without DNSSEC."
  value       = one(aws_route53_key_signing_key.this[*].ds_record)

  # Whoever publishes the record breaks the domain while answers are not signed yet.
  depends_on = [aws_route53_hosted_zone_dnssec.this]
}

output "query_log_group_name" {
  description = "Name of the log group that holds the queries; null without query logging."
  value       = one(aws_cloudwatch_log_group.queries[*].name)
}
