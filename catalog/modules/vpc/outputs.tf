output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "cidr" {
  description = "IPv4 range of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "availability_zones" {
  description = "Names of the zones in use. Every list of subnets has the same order."
  value       = local.zones
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, one per zone."
  value       = [for zone in local.zones : aws_subnet.public[zone].id]
}

output "app_subnet_ids" {
  description = "Ids of the app subnets, one per zone."
  value       = [for zone in local.zones : aws_subnet.app[zone].id]
}

output "data_subnet_ids" {
  description = "Ids of the data subnets, one per zone; empty without `data_tier`."
  value       = [for zone in local.zones : aws_subnet.data[zone].id if var.data_tier]
}

output "subnet_cidrs" {
  description = "Range of each subnet, by tier (`public`, `app`, `data`) and zone."
  value       = { for tier in local.tiers : tier => local.subnet_cidrs[tier] }
}

output "tier_cidrs" {
  description = "Range that holds all subnets of a tier, by tier (`public`, `app`, `data`)."
  value       = { for tier in local.tiers : tier => local.tier_cidrs[tier] }
}

output "nat_public_ips" {
  description = "Public addresses that traffic from the app tier comes from, for allow-lists of others; empty without NAT."
  value       = [for zone in local.zones : aws_eip.nat[zone].public_ip if contains(local.nat_zones, zone)]
}

output "default_security_group_id" {
  description = "Id of the default security group, which has no rules."
  value       = aws_default_security_group.this.id
}

output "public_route_table_id" {
  description = "Id of the route table of the public tier, for routes to peered networks."
  value       = aws_route_table.public.id
}

output "app_route_table_ids" {
  description = "Ids of the route tables of the app tier by zone, for routes to peered networks."
  value       = { for zone, table in aws_route_table.app : zone => table.id }
}

output "data_route_table_id" {
  description = "Id of the route table of the data tier."
  value       = aws_route_table.data.id
}

output "gateway_endpoint_prefix_list_ids" {
  description = "Prefix lists of the gateway endpoints by service, for security group rules."
  value       = { for service, endpoint in aws_vpc_endpoint.gateway : service => endpoint.prefix_list_id }
}

output "flow_log_group_name" {
  description = "Name of the log group that holds the flow logs."
  value       = aws_cloudwatch_log_group.flow_logs.name
}

output "flow_logs_kms_key_arn" {
  description = "ARN of the key that encrypts the flow logs."
  value       = aws_kms_key.flow_logs.arn
}

output "alarm_names" {
  description = "Names of the alarms, for `composite-alarms`; empty without NAT."
  value = sort(concat(
    [for alarm in aws_cloudwatch_metric_alarm.nat_ports : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.nat_drops : alarm.alarm_name],
  ))
}
