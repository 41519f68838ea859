locals {
  routes = merge([for purpose, route in var.routes : {
    for pair in setproduct(keys(route.route_table_ids), route.cidrs) : "${purpose}-${pair[0]}-${pair[1]}" => {
      route_table_id = route.route_table_ids[pair[0]]
      cidr           = pair[1]
    }
  }]...)
}

resource "aws_vpc_peering_connection" "this" {
  vpc_id        = var.vpc_id
  peer_vpc_id   = var.peer.vpc_id
  peer_owner_id = var.peer.account_id
  peer_region   = var.peer.region
  auto_accept   = var.accept

  tags = { Name = var.name }

  lifecycle {
    precondition {
      condition     = !var.accept || (var.peer.account_id == null && var.peer.region == null)
      error_message = "accept works for a peer in the own account and region only: leave it out, or peer.account_id and peer.region"
    }

    precondition {
      condition     = var.vpc_id != var.peer.vpc_id
      error_message = "a VPC cannot be its own peer"
    }
  }
}

resource "aws_vpc_peering_connection_options" "this" {
  count = var.resolve_peer_names ? 1 : 0

  vpc_peering_connection_id = aws_vpc_peering_connection.this.id

  requester {
    allow_remote_vpc_dns_resolution = true
  }

  # The other side of a connection that is accepted here belongs to this unit as well.
  dynamic "accepter" {
    for_each = var.accept ? [1] : []

    content {
      allow_remote_vpc_dns_resolution = true
    }
  }
}

# A route may wait for its connection: until the peer accepts, packets go nowhere.
resource "aws_route" "peer" {
  for_each = local.routes

  route_table_id            = each.value.route_table_id
  destination_cidr_block    = each.value.cidr
  vpc_peering_connection_id = aws_vpc_peering_connection.this.id
}
