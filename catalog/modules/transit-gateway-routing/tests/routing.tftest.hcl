mock_provider "aws" {}

variables {
  route_table_ids = { prod = "tgw-rtb-0123456789abcdef0", nonprod = "tgw-rtb-0123456789abcdef1", shared = "tgw-rtb-0123456789abcdef2" }

  attachments = {
    shared = { attachment_id = "tgw-attach-0123456789abcdef0", segment = "shared", reachable_from = ["prod", "nonprod"], accept = false }
    dev    = { attachment_id = "tgw-attach-0123456789abcdef1", segment = "nonprod", reachable_from = ["shared"] }
    prod   = { attachment_id = "tgw-attach-0123456789abcdef2", segment = "prod", reachable_from = ["shared"] }
  }
}

run "keeps_segments_apart" {
  command = plan

  assert {
    condition     = keys(aws_ec2_transit_gateway_vpc_attachment_accepter.this) == ["dev", "prod"]
    error_message = "attachments of other accounts must be accepted"
  }

  assert {
    condition     = alltrue([for accepter in aws_ec2_transit_gateway_vpc_attachment_accepter.this : !accepter.transit_gateway_default_route_table_association && !accepter.transit_gateway_default_route_table_propagation])
    error_message = "an accepted attachment must reach nothing by itself"
  }

  assert {
    condition     = { for key, association in aws_ec2_transit_gateway_route_table_association.this : key => association.transit_gateway_route_table_id } == { shared = "tgw-rtb-0123456789abcdef2", dev = "tgw-rtb-0123456789abcdef1", prod = "tgw-rtb-0123456789abcdef0" }
    error_message = "each attachment must use the routes of its segment"
  }

  assert {
    condition     = { for key, propagation in aws_ec2_transit_gateway_route_table_propagation.this : key => propagation.transit_gateway_route_table_id } == { shared-prod = "tgw-rtb-0123456789abcdef0", shared-nonprod = "tgw-rtb-0123456789abcdef1", dev-shared = "tgw-rtb-0123456789abcdef2", prod-shared = "tgw-rtb-0123456789abcdef2" }
    error_message = "prod and dev must reach shared, and not each other"
  }

  assert {
    condition     = output.reachable == { prod = ["shared"], nonprod = ["shared"], shared = ["dev", "prod"] } && output.segments == { prod = ["prod"], nonprod = ["dev"], shared = ["shared"] }
    error_message = "the outputs must tell who reaches whom"
  }
}

run "writes_static_routes" {
  command = plan

  variables {
    static_routes = {
      keep-apart = { segment = "shared", cidr = "10.99.0.0/16" }
      vpn        = { segment = "prod", cidr = "10.200.0.0/16", attachment = "shared" }
    }
  }

  assert {
    condition     = aws_ec2_transit_gateway_route.this["keep-apart"].blackhole && aws_ec2_transit_gateway_route.this["keep-apart"].transit_gateway_attachment_id == null
    error_message = "a route without an attachment must lead nowhere"
  }

  assert {
    condition     = !aws_ec2_transit_gateway_route.this["vpn"].blackhole && aws_ec2_transit_gateway_route.this["vpn"].transit_gateway_attachment_id == "tgw-attach-0123456789abcdef0"
    error_message = "a route must lead through its attachment"
  }
}

run "rejects_a_vpc_route_table" {
  command = plan

  variables {
    route_table_ids = { prod = "rtb-0123456789abcdef0" }
    attachments     = {}
  }

  expect_failures = [var.route_table_ids]
}

run "rejects_an_attachment_name" {
  command = plan

  variables {
    attachments = { dev = { attachment_id = "dev", segment = "nonprod" } }
  }

  expect_failures = [var.attachments]
}

run "rejects_an_unknown_segment" {
  command = plan

  variables {
    attachments = { dev = { attachment_id = "tgw-attach-0123456789abcdef1", segment = "nonprod", reachable_from = ["test"] } }
  }

  expect_failures = [aws_ec2_transit_gateway_route_table_association.this["dev"]]
}

run "rejects_a_static_route_that_starts_inside" {
  command = plan

  variables {
    static_routes = { vpn = { segment = "prod", cidr = "10.200.1.0/16" } }
  }

  expect_failures = [var.static_routes]
}

run "rejects_a_static_route_through_nobody" {
  command = plan

  variables {
    static_routes = { vpn = { segment = "prod", cidr = "10.200.0.0/16", attachment = "vpn" } }
  }

  expect_failures = [aws_ec2_transit_gateway_route.this["vpn"]]
}

run "rejects_a_static_route_of_an_unknown_segment" {
  command = plan

  variables {
    attachments   = {}
    static_routes = { vpn = { segment = "test", cidr = "10.200.0.0/16" } }
  }

  expect_failures = [aws_ec2_transit_gateway_route.this["vpn"]]
}
