data "aws_caller_identity" "this" {}

resource "aws_vpc" "net" {
  for_each = { mgmt = "10.90.0.0/16", app = "10.91.0.0/16", data = "10.92.0.0/16" }

  cidr_block           = each.value
  enable_dns_hostnames = true
}

resource "aws_route_table" "net" {
  for_each = aws_vpc.net

  vpc_id = each.value.id
}

module "accepted" {
  source = "@catalog@/vpc-peering"

  name               = "acme-dev-mgmt-app"
  vpc_id             = aws_vpc.net["mgmt"].id
  peer               = { vpc_id = aws_vpc.net["app"].id }
  accept             = true
  resolve_peer_names = true

  routes = {
    there = { route_table_ids = { main = aws_route_table.net["mgmt"].id }, cidrs = ["10.91.0.0/17"] }
    back  = { route_table_ids = { main = aws_route_table.net["app"].id }, cidrs = ["10.90.0.0/20"] }
  }
}

module "asked" {
  source = "@catalog@/vpc-peering"

  name   = "acme-dev-mgmt-data"
  vpc_id = aws_vpc.net["mgmt"].id
  peer   = { vpc_id = aws_vpc.net["data"].id, account_id = data.aws_caller_identity.this.account_id }
}
