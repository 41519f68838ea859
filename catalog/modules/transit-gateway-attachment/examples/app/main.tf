module "this" {
  source = "../.."

  name               = "acme-dev"
  transit_gateway_id = "tgw-0123456789abcdef0"
  vpc_id             = "vpc-0123456789abcdef0"
  subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]

  routes = {
    shared = {
      route_table_ids = { eu-west-1a = "rtb-0123456789abcdef0", eu-west-1b = "rtb-0123456789abcdef1" }
      cidrs           = ["10.0.0.0/20"]
    }
  }
}
