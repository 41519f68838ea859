mock_provider "aws" {}

variables {
  name   = "acme-shared-dev"
  vpc_id = "vpc-0123456789abcdef0"
  peer   = { vpc_id = "vpc-0123456789abcdef1", account_id = "333333333333", region = "eu-central-1" }
}

run "asks_a_vpc_of_another_account" {
  command = plan

  variables {
    routes = {
      dev = {
        route_table_ids = { a = "rtb-0123456789abcdef0", b = "rtb-0123456789abcdef1" }
        cidrs           = ["10.10.0.0/17", "10.10.128.0/18"]
      }
    }
  }

  assert {
    condition     = aws_vpc_peering_connection.this.peer_owner_id == "333333333333" && aws_vpc_peering_connection.this.peer_region == "eu-central-1" && !aws_vpc_peering_connection.this.auto_accept
    error_message = "the peer must be asked, not overruled"
  }

  assert {
    condition = { for key, route in aws_route.peer : key => "${route.route_table_id} ${route.destination_cidr_block}" } == {
      "dev-a-10.10.0.0/17"   = "rtb-0123456789abcdef0 10.10.0.0/17"
      "dev-a-10.10.128.0/18" = "rtb-0123456789abcdef0 10.10.128.0/18"
      "dev-b-10.10.0.0/17"   = "rtb-0123456789abcdef1 10.10.0.0/17"
      "dev-b-10.10.128.0/18" = "rtb-0123456789abcdef1 10.10.128.0/18"
    }
    error_message = "the given tables must lead to the given ranges alone"
  }

  assert {
    condition     = length(aws_vpc_peering_connection_options.this) == 0
    error_message = "names must resolve as usual unless asked for"
  }
}

run "has_no_routes_by_default" {
  command = plan

  assert {
    condition     = length(aws_route.peer) == 0
    error_message = "a connection alone must open no way"
  }
}

run "connects_two_vpcs_of_an_account" {
  command = plan

  variables {
    peer               = { vpc_id = "vpc-0123456789abcdef1" }
    accept             = true
    resolve_peer_names = true

    routes = {
      there = { route_table_ids = { app = "rtb-0123456789abcdef0" }, cidrs = ["10.10.0.0/17"] }
      back  = { route_table_ids = { app = "rtb-0123456789abcdef1" }, cidrs = ["10.0.0.0/21"] }
    }
  }

  assert {
    condition     = aws_vpc_peering_connection.this.auto_accept && keys(aws_route.peer) == ["back-app-10.0.0.0/21", "there-app-10.10.0.0/17"]
    error_message = "both sides must get their routes"
  }

  assert {
    condition     = aws_vpc_peering_connection_options.this[0].requester[0].allow_remote_vpc_dns_resolution && aws_vpc_peering_connection_options.this[0].accepter[0].allow_remote_vpc_dns_resolution
    error_message = "names must resolve on both sides"
  }
}

run "resolves_names_on_its_own_side" {
  command = plan

  variables {
    resolve_peer_names = true
  }

  assert {
    condition     = aws_vpc_peering_connection_options.this[0].requester[0].allow_remote_vpc_dns_resolution && length(aws_vpc_peering_connection_options.this[0].accepter) == 0
    error_message = "the other side is up to the peer"
  }
}
