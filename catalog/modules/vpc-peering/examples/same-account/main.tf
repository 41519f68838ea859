module "this" {
  source = "../.."

  name               = "acme-dev-mgmt"
  vpc_id             = "vpc-0123456789abcdef0"
  peer               = { vpc_id = "vpc-0123456789abcdef1" }
  accept             = true
  resolve_peer_names = true

  routes = {
    there = { route_table_ids = { app = "rtb-0123456789abcdef0" }, cidrs = ["10.10.0.0/17"] }
    back  = { route_table_ids = { app = "rtb-0123456789abcdef1" }, cidrs = ["10.0.0.0/21"] }
  }
}
