data "aws_caller_identity" "this" {}

resource "aws_vpc" "net" {
  for_each = { mgmt = "10.90.0.0/16", app = "10.91.0.0/16" }

  cidr_block           = each.value
  enable_dns_hostnames = true
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.net["app"].id
}

# Both sides share the tags of the connection, for they lie in one account here: hence the same name.
module "requester" {
  source = "@catalog@/vpc-peering"

  name   = "acme-shared-dev"
  vpc_id = aws_vpc.net["mgmt"].id
  peer   = { vpc_id = aws_vpc.net["app"].id, account_id = data.aws_caller_identity.this.account_id }
}

module "accepter" {
  source = "@catalog@/vpc-peering-accepter"

  name               = "acme-shared-dev"
  connection_id      = module.requester.connection_id
  routes             = { shared = { route_table_ids = { main = aws_route_table.app.id }, cidrs = ["10.90.0.0/20"] } }
  resolve_peer_names = true
}
