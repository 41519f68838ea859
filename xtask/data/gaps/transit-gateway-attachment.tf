resource "aws_vpc" "net" {
  for_each = { shared = "10.90.0.0/16", dev = "10.91.0.0/16" }

  cidr_block           = each.value
  enable_dns_hostnames = true
}

resource "aws_subnet" "net" {
  for_each = aws_vpc.net

  vpc_id            = each.value.id
  cidr_block        = cidrsubnet(each.value.cidr_block, 8, 0)
  availability_zone = "us-east-1a"
}

resource "aws_route_table" "dev" {
  vpc_id = aws_vpc.net["dev"].id
}

module "gateway" {
  source = "@catalog@/transit-gateway"

  name      = "acme-shared"
  flow_logs = null
}

module "dev" {
  source = "@catalog@/transit-gateway-attachment"

  name               = "acme-dev"
  transit_gateway_id = module.gateway.id
  vpc_id             = aws_vpc.net["dev"].id
  subnet_ids         = [aws_subnet.net["dev"].id]
  routes             = { shared = { route_table_ids = { main = aws_route_table.dev.id }, cidrs = ["10.90.0.0/16"] } }
}

module "shared" {
  source = "@catalog@/transit-gateway-attachment"

  name               = "acme-shared"
  transit_gateway_id = module.gateway.id
  vpc_id             = aws_vpc.net["shared"].id
  subnet_ids         = [aws_subnet.net["shared"].id]
  appliance_mode     = true
}
