locals {
  routes = merge([for purpose, route in var.routes : {
    for pair in setproduct(keys(route.route_table_ids), route.cidrs) : "${purpose}-${pair[0]}-${pair[1]}" => {
      route_table_id = route.route_table_ids[pair[0]]
      cidr           = pair[1]
    }
  }]...)
}

resource "aws_vpc_peering_connection_accepter" "this" {
  vpc_peering_connection_id = var.connection_id
  auto_accept               = true

  tags = { Name = var.name }
}

resource "aws_vpc_peering_connection_options" "this" {
  count = var.resolve_peer_names ? 1 : 0

  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.this.id

  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_route" "peer" {
  for_each = local.routes

  route_table_id            = each.value.route_table_id
  destination_cidr_block    = each.value.cidr
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.this.id
}
