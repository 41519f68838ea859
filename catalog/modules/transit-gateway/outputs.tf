output "id" {
  description = "Id of the gateway, once the accounts of `share_with` may attach networks."
  value       = aws_ec2_transit_gateway.this.id

  depends_on = [aws_ram_resource_association.this, aws_ram_principal_association.this]
}

output "arn" {
  description = "ARN of the gateway."
  value       = aws_ec2_transit_gateway.this.arn
}

output "route_table_ids" {
  description = "Ids of the route tables by segment, for `transit-gateway-routing`."
  value       = { for segment, table in aws_ec2_transit_gateway_route_table.this : segment => table.id }
}

output "resource_share_arn" {
  description = "ARN of the share; null when the gateway is not shared."
  value       = one(aws_ram_resource_share.this[*].arn)
}

output "flow_log_group_name" {
  description = "Name of the log group that holds the flow logs; null without flow logs."
  value       = one(aws_cloudwatch_log_group.flow_logs[*].name)
}
