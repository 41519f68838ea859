mock_provider "aws" {}

variables {
  name          = "acme-shared-dev"
  connection_id = "pcx-0123456789abcdef0"
}

run "accepts_without_routes_by_default" {
  command = plan

  assert {
    condition     = aws_vpc_peering_connection_accepter.this.auto_accept && length(aws_route.peer) == 0 && length(aws_vpc_peering_connection_options.this) == 0
    error_message = "a connection alone must open no way"
  }
}

run "leads_back_to_the_requester" {
  command = plan

  variables {
    routes             = { shared = { route_table_ids = { a = "rtb-0123456789abcdef0", b = "rtb-0123456789abcdef1" }, cidrs = ["10.0.0.0/21"] } }
    resolve_peer_names = true
  }

  assert {
    condition     = { for key, route in aws_route.peer : key => "${route.route_table_id} ${route.destination_cidr_block}" } == { "shared-a-10.0.0.0/21" = "rtb-0123456789abcdef0 10.0.0.0/21", "shared-b-10.0.0.0/21" = "rtb-0123456789abcdef1 10.0.0.0/21" }
    error_message = "the given tables must lead to the given ranges alone"
  }

  assert {
    condition     = aws_vpc_peering_connection_options.this[0].accepter[0].allow_remote_vpc_dns_resolution && length(aws_vpc_peering_connection_options.this[0].requester) == 0
    error_message = "names must resolve on this side alone"
  }
}
