mock_provider "aws" {}

variables {
  name               = "acme-dev"
  transit_gateway_id = "tgw-0123456789abcdef0"
  vpc_id             = "vpc-0123456789abcdef0"
  subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}

run "attaches_without_routes_by_default" {
  command = plan

  assert {
    condition     = aws_ec2_transit_gateway_vpc_attachment.this.appliance_mode_support == "disable" && aws_ec2_transit_gateway_vpc_attachment.this.subnet_ids == toset(var.subnet_ids)
    error_message = "the VPC must be attached through the given subnets"
  }

  assert {
    condition     = length(aws_route.this) == 0
    error_message = "an attachment alone must open no way"
  }
}

run "leads_to_the_given_ranges" {
  command = plan

  variables {
    appliance_mode = true
    routes         = { shared = { route_table_ids = { a = "rtb-0123456789abcdef0" }, cidrs = ["10.0.0.0/20", "10.8.0.0/16"] } }
  }

  assert {
    condition     = { for key, route in aws_route.this : key => "${route.route_table_id} ${route.transit_gateway_id}" } == { "shared-a-10.0.0.0/20" = "rtb-0123456789abcdef0 tgw-0123456789abcdef0", "shared-a-10.8.0.0/16" = "rtb-0123456789abcdef0 tgw-0123456789abcdef0" }
    error_message = "the given tables must lead to the given ranges alone"
  }

  assert {
    condition     = aws_ec2_transit_gateway_vpc_attachment.this.appliance_mode_support == "enable"
    error_message = "flows must keep to one zone"
  }
}
