mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1c", "eu-west-1a", "eu-west-1b", "eu-west-1d"] }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name = "acme-prod"
  cidr = "10.30.0.0/16"
}

run "builds_three_tiers_in_the_first_three_zones" {
  command = plan

  assert {
    condition     = output.availability_zones == tolist(["eu-west-1a", "eu-west-1b", "eu-west-1c"])
    error_message = "the first zones by name must be used"
  }

  assert {
    condition = output.subnet_cidrs == {
      app    = { eu-west-1a = "10.30.0.0/20", eu-west-1b = "10.30.16.0/20", eu-west-1c = "10.30.32.0/20" }
      data   = { eu-west-1a = "10.30.128.0/21", eu-west-1b = "10.30.136.0/21", eu-west-1c = "10.30.144.0/21" }
      public = { eu-west-1a = "10.30.192.0/21", eu-west-1b = "10.30.200.0/21", eu-west-1c = "10.30.208.0/21" }
    }
    error_message = "the address plan must not change: it would replace every subnet"
  }

  assert {
    condition     = alltrue([for subnets in [aws_subnet.public, aws_subnet.app, aws_subnet.data] : alltrue([for subnet in subnets : !subnet.map_public_ip_on_launch])])
    error_message = "no subnet may hand out public addresses"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3 && length(aws_route.app_nat) == 3
    error_message = "each zone must have its own NAT gateway"
  }

  assert {
    condition     = toset([for alarm in concat(values(aws_cloudwatch_metric_alarm.nat_ports), values(aws_cloudwatch_metric_alarm.nat_drops)) : alarm.alarm_name]) == toset(flatten([for zone in ["a", "b", "c"] : ["acme-prod-nat-eu-west-1${zone}-drops", "acme-prod-nat-eu-west-1${zone}-ports"]]))
    error_message = "each NAT gateway must be watched"
  }
}

run "keeps_what_nobody_chose_closed" {
  command = plan

  assert {
    condition     = length(aws_network_acl.this["data"].ingress) == 2 && toset([for rule in aws_network_acl.this["data"].ingress : rule.cidr_block]) == toset(["10.30.0.0/17", "10.30.128.0/18"])
    error_message = "the data tier must be open to the app and data tiers alone"
  }

  assert {
    condition     = toset([for rule in aws_network_acl.this["data"].egress : rule.cidr_block]) == toset(["10.30.0.0/17", "10.30.128.0/18"])
    error_message = "the data tier must reach the app and data tiers alone"
  }

  assert {
    condition     = alltrue(flatten([for tier in ["public", "app"] : [for rule in aws_network_acl.this[tier].ingress : rule.cidr_block != "0.0.0.0/0" || rule.protocol == "icmp" || (rule.from_port > 22 && (rule.to_port < 3389 || rule.from_port > 3389))]]))
    error_message = "no ACL may open an administration port to the internet"
  }

  assert {
    condition     = !anytrue([for rule in aws_network_acl.this["app"].ingress : rule.cidr_block == "0.0.0.0/0" && contains(["tcp", "udp"], rule.protocol) && rule.from_port < 1024])
    error_message = "the app tier must take nothing but answers from the internet"
  }

  assert {
    condition     = length(aws_default_network_acl.this.ingress) == 0 && length(aws_default_network_acl.this.egress) == 0
    error_message = "the default ACL must have no rules"
  }

  assert {
    condition     = length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "the default security group must let nothing through"
  }
}

run "logs_all_traffic" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::111111111111:policy/landform-boundary"
  }

  assert {
    condition     = aws_flow_log.cloudwatch.traffic_type == "ALL" && aws_flow_log.cloudwatch.max_aggregation_interval == 60
    error_message = "flow logs must hold all traffic in windows of a minute"
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.retention_in_days == 365 && aws_kms_key.flow_logs.enable_key_rotation
    error_message = "flow logs must be kept for a year under a rotated key"
  }

  assert {
    condition     = length(aws_flow_log.s3) == 0
    error_message = "without a bucket nothing goes to S3"
  }

  assert {
    condition     = aws_iam_role.flow_logs.permissions_boundary == "arn:aws:iam::111111111111:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "copies_flow_logs_to_a_bucket" {
  command = plan

  variables {
    flow_logs = { s3_bucket_arn = "arn:aws:s3:::acme-logs-flow-logs" }
  }

  assert {
    condition     = aws_flow_log.s3[0].log_destination == "arn:aws:s3:::acme-logs-flow-logs" && aws_flow_log.s3[0].traffic_type == "ALL"
    error_message = "all traffic must also go to the bucket"
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.retention_in_days == 365
    error_message = "CloudWatch must still get the flow logs"
  }
}

run "gives_a_zone_the_same_addresses_whatever_the_others" {
  command = plan

  variables {
    availability_zones = ["eu-west-1d", "eu-west-1b"]
  }

  assert {
    condition     = output.subnet_cidrs.app == { eu-west-1b = "10.30.16.0/20", eu-west-1d = "10.30.48.0/20" }
    error_message = "addresses must follow from the zone's letter, not from its place in the list"
  }

  assert {
    condition     = output.availability_zones == tolist(["eu-west-1d", "eu-west-1b"])
    error_message = "the order of the caller must be kept"
  }
}

run "fits_into_a_small_range" {
  command = plan

  variables {
    cidr               = "10.40.4.0/22"
    availability_zones = ["us-gov-west-1a", "us-gov-west-1h"]
  }

  assert {
    condition = output.subnet_cidrs == {
      app    = { us-gov-west-1a = "10.40.4.0/26", us-gov-west-1h = "10.40.5.192/26" }
      data   = { us-gov-west-1a = "10.40.6.0/27", us-gov-west-1h = "10.40.6.224/27" }
      public = { us-gov-west-1a = "10.40.7.0/27", us-gov-west-1h = "10.40.7.224/27" }
    }
    error_message = "a /22 must hold eight zones of three tiers"
  }

  assert {
    condition     = aws_vpc_endpoint.gateway["s3"].service_name == "com.amazonaws.us-gov-west-1.s3"
    error_message = "the region must be taken from the zones"
  }
}

run "shares_one_nat_gateway" {
  command = plan

  variables {
    nat = "single"
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a"] && length(aws_route.app_nat) == 3
    error_message = "all zones must leave through the gateway of the first"
  }

  assert {
    condition     = output.alarm_names == tolist(["acme-prod-nat-eu-west-1a-drops", "acme-prod-nat-eu-west-1a-ports"])
    error_message = "the names of all alarms must come out"
  }
}

run "stays_without_a_way_out" {
  command = plan

  variables {
    nat                 = "none"
    gateway_endpoints   = []
    interface_endpoints = ["ecr.api", "logs"]
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_eip.nat) == 0 && length(aws_route.app_nat) == 0 && output.nat_public_ips == []
    error_message = "there must be no NAT"
  }

  assert {
    condition     = length(output.alarm_names) == 0
    error_message = "without NAT there are no alarms to name"
  }

  assert {
    condition     = [for rule in aws_network_acl.this["app"].ingress : rule.cidr_block] == ["10.30.0.0/16"]
    error_message = "nothing from outside may come into the app tier"
  }

  assert {
    condition     = aws_vpc_endpoint.interface["ecr.api"].service_name == "com.amazonaws.eu-west-1.ecr.api" && aws_vpc_endpoint.interface["logs"].private_dns_enabled
    error_message = "the endpoints must answer under the usual names"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.endpoints[0].cidr_ipv4 == "10.30.0.0/16" && aws_vpc_security_group_ingress_rule.endpoints[0].from_port == 443
    error_message = "only the VPC may use the endpoints"
  }
}

run "lets_peers_into_the_app_tier_only" {
  command = plan

  variables {
    peer_cidrs = ["10.0.0.0/20"]
  }

  assert {
    condition     = anytrue([for rule in aws_network_acl.this["app"].ingress : rule.cidr_block == "10.0.0.0/20"]) && !anytrue([for rule in aws_network_acl.this["data"].ingress : rule.cidr_block == "10.0.0.0/20"])
    error_message = "peers must reach the app tier and not the data tier"
  }
}

run "does_without_a_data_tier" {
  command = plan

  variables {
    name       = "acme-mgmt"
    cidr       = "10.0.0.0/20"
    zone_count = 2
    nat        = "single"
    data_tier  = false
  }

  assert {
    condition = output.subnet_cidrs == {
      app    = { eu-west-1a = "10.0.0.0/24", eu-west-1b = "10.0.1.0/24" }
      public = { eu-west-1a = "10.0.12.0/25", eu-west-1b = "10.0.12.128/25" }
    }
    error_message = "the other tiers must keep their addresses"
  }

  assert {
    condition     = length(aws_subnet.data) == 0 && length(aws_route_table_association.data) == 0 && output.data_subnet_ids == [] && keys(output.tier_cidrs) == ["app", "public"]
    error_message = "there must be no subnet for stores"
  }

  assert {
    condition     = keys(aws_network_acl.this) == ["app", "public"] && length(aws_nat_gateway.this) == 1
    error_message = "two tiers and one NAT gateway must be left"
  }
}

run "rejects_more_zones_than_the_region_has" {
  command = plan

  variables {
    zone_count = 6
  }

  expect_failures = [aws_vpc.this]
}

run "rejects_zones_of_two_regions" {
  command = plan

  variables {
    availability_zones = ["eu-west-1a", "eu-west-2b"]
  }

  expect_failures = [aws_vpc.this]
}
