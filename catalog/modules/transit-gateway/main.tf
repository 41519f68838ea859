data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id    = data.aws_caller_identity.this.account_id
  partition     = data.aws_partition.this.partition
  dns_suffix    = data.aws_partition.this.dns_suffix
  region        = data.aws_region.this.id
  alarm_actions = compact([var.alarms_topic_arn])
}

# An attachment reaches nothing by default: what may talk with what is written down, one by one.
resource "aws_ec2_transit_gateway" "this" {
  description                     = var.name
  amazon_side_asn                 = var.asn
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
  auto_accept_shared_attachments  = var.auto_accept_attachments ? "enable" : "disable"
  dns_support                     = "enable"
  vpn_ecmp_support                = "enable"

  tags = { Name = var.name }
}

resource "aws_ec2_transit_gateway_route_table" "this" {
  for_each = var.segments

  transit_gateway_id = aws_ec2_transit_gateway.this.id

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_ram_resource_share" "this" {
  count = length(var.share_with) > 0 ? 1 : 0

  name                      = "${var.name}-transit-gateway"
  allow_external_principals = false

  tags = { Name = "${var.name}-transit-gateway" }
}

resource "aws_ram_resource_association" "this" {
  count = length(var.share_with) > 0 ? 1 : 0

  resource_share_arn = aws_ram_resource_share.this[0].arn
  resource_arn       = aws_ec2_transit_gateway.this.arn
}

resource "aws_ram_principal_association" "this" {
  for_each = var.share_with

  resource_share_arn = aws_ram_resource_share.this[0].arn
  principal          = each.value
}

resource "aws_cloudwatch_metric_alarm" "no_route" {
  alarm_name          = "${var.name}-transit-gateway-no-route"
  alarm_description   = "Transit gateway ${var.name} drops packets for which it has no route: a missing attachment or propagation, or somebody who probes the network"
  namespace           = "AWS/TransitGateway"
  metric_name         = "PacketDropCountNoRoute"
  dimensions          = { TransitGateway = aws_ec2_transit_gateway.this.id }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.dropped_packets_per_5_minutes
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  # Without attachments there are no packets and no data.
  treat_missing_data = "notBreaching"
}
