locals {
  alarm_actions = compact([var.alarms_topic_arn])
}

resource "aws_cloudwatch_metric_alarm" "nat_ports" {
  for_each = aws_nat_gateway.this

  alarm_name          = "${var.name}-nat-${each.key}-ports"
  alarm_description   = "The NAT gateway in ${each.key} runs out of ports for a destination: new connections to it fail"
  namespace           = "AWS/NATGateway"
  metric_name         = "ErrorPortAllocation"
  dimensions          = { NatGatewayId = each.value.id }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 2
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  # A gateway without traffic has no port errors.
  treat_missing_data = "notBreaching"
}

resource "aws_cloudwatch_metric_alarm" "nat_drops" {
  for_each = aws_nat_gateway.this

  alarm_name          = "${var.name}-nat-${each.key}-drops"
  alarm_description   = "The NAT gateway in ${each.key} drops packets: a fault of the gateway or more traffic than it carries"
  namespace           = "AWS/NATGateway"
  metric_name         = "PacketsDropCount"
  dimensions          = { NatGatewayId = each.value.id }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 15
  datapoints_to_alarm = 10
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  treat_missing_data = "notBreaching"
}
