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

module "gateway" {
  source = "@catalog@/transit-gateway"

  name      = "acme-shared"
  flow_logs = null
}

module "attachment" {
  source   = "@catalog@/transit-gateway-attachment"
  for_each = aws_vpc.net

  name               = "acme-${each.key}"
  transit_gateway_id = module.gateway.id
  vpc_id             = each.value.id
  subnet_ids         = [aws_subnet.net[each.key].id]
}

module "routing" {
  source = "@catalog@/transit-gateway-routing"

  route_table_ids = module.gateway.route_table_ids

  attachments = {
    shared = { attachment_id = module.attachment["shared"].attachment_id, segment = "shared", reachable_from = ["nonprod"], accept = false }
    dev    = { attachment_id = module.attachment["dev"].attachment_id, segment = "nonprod", reachable_from = ["shared"] }
  }

  static_routes = {
    keep-apart = { segment = "shared", cidr = "10.99.0.0/16" }
    vpn        = { segment = "nonprod", cidr = "10.200.0.0/16", attachment = "shared" }
  }
}
