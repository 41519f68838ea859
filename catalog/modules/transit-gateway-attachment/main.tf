locals {
  routes = merge([for purpose, route in var.routes : {
    for pair in setproduct(keys(route.route_table_ids), route.cidrs) : "${purpose}-${pair[0]}-${pair[1]}" => {
      route_table_id = route.route_table_ids[pair[0]]
      cidr           = pair[1]
    }
  }]...)
}

# Route tables of the gateway are up to its own account, also when it is this one: the arguments about the default table stay unset.
resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  transit_gateway_id     = var.transit_gateway_id
  vpc_id                 = var.vpc_id
  subnet_ids             = var.subnet_ids
  appliance_mode_support = var.appliance_mode ? "enable" : "disable"
  dns_support            = "enable"

  tags = { Name = var.name }
}

resource "aws_route" "this" {
  for_each = local.routes

  route_table_id         = each.value.route_table_id
  destination_cidr_block = each.value.cidr
  transit_gateway_id     = var.transit_gateway_id

  depends_on = [aws_ec2_transit_gateway_vpc_attachment.this]
}
