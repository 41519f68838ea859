mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name = "acme-shared"
}

run "connects_nothing_by_default" {
  command = plan

  assert {
    condition     = aws_ec2_transit_gateway.this.default_route_table_association == "disable" && aws_ec2_transit_gateway.this.default_route_table_propagation == "disable" && aws_ec2_transit_gateway.this.auto_accept_shared_attachments == "disable"
    error_message = "an attachment must reach nothing by itself"
  }

  assert {
    condition     = { for segment, table in aws_ec2_transit_gateway_route_table.this : segment => table.tags["Name"] } == { nonprod = "acme-shared-nonprod", prod = "acme-shared-prod", shared = "acme-shared-shared" }
    error_message = "each segment must have a route table"
  }

  assert {
    condition     = length(aws_ram_resource_share.this) == 0 && output.resource_share_arn == null
    error_message = "no other account may attach networks unless asked for"
  }
}

run "logs_all_flows" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::222222222222:policy/landform-boundary"
  }

  assert {
    condition     = aws_flow_log.this[0].max_aggregation_interval == 60 && aws_cloudwatch_log_group.flow_logs[0].retention_in_days == 365 && aws_kms_key.flow_logs[0].enable_key_rotation
    error_message = "flows must be kept for a year under a rotated key"
  }

  assert {
    condition     = aws_iam_role.flow_logs[0].name == "acme-shared-transit-gateway-flow-logs-eu-west-1" && contains(data.aws_iam_policy_document.flow_logs_write[0].statement[0].resources, "arn:aws:logs:eu-west-1:222222222222:log-group:/aws/transit-gateway/acme-shared/flow-logs:*")
    error_message = "flow logs may be written to their group alone"
  }

  assert {
    condition     = aws_iam_role.flow_logs[0].permissions_boundary == "arn:aws:iam::222222222222:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "is_shared_inside_the_organization" {
  command = plan

  variables {
    segments                = ["all"]
    share_with              = ["arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5", "333333333333"]
    auto_accept_attachments = true
    flow_logs               = null
    alarms_topic_arn        = "arn:aws:sns:eu-west-1:222222222222:acme-shared-alarms"
  }

  assert {
    condition     = !aws_ram_resource_share.this[0].allow_external_principals && length(aws_ram_principal_association.this) == 2 && length(aws_ram_resource_association.this) == 1
    error_message = "the listed members of the organization must be able to attach networks, and nobody else"
  }

  assert {
    condition     = aws_ec2_transit_gateway.this.auto_accept_shared_attachments == "enable" && aws_ec2_transit_gateway.this.default_route_table_association == "disable"
    error_message = "accepted attachments must still reach nothing by themselves"
  }

  assert {
    condition     = length(aws_flow_log.this) == 0 && length(aws_kms_key.flow_logs) == 0 && output.flow_log_group_name == null
    error_message = "nothing may be left of flow logs that are off"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.no_route.alarm_actions == toset([var.alarms_topic_arn])
    error_message = "dropped packets must raise an alarm"
  }
}
