module "this" {
  source = "../.."

  name   = "acme-shared-dev"
  vpc_id = "vpc-0123456789abcdef0"
  peer   = { vpc_id = "vpc-0123456789abcdef1", account_id = "333333333333", region = "eu-central-1" }

  routes = {
    dev = {
      route_table_ids = { eu-west-1a = "rtb-0123456789abcdef0", eu-west-1b = "rtb-0123456789abcdef1" }
      cidrs           = ["10.10.0.0/17"]
    }
  }
}
