module "this" {
  source = "../.."

  name               = "acme-shared-dev"
  connection_id      = "pcx-0123456789abcdef0"
  routes             = { shared = { route_table_ids = { app = "rtb-0123456789abcdef0" }, cidrs = ["10.0.0.0/21"] } }
  resolve_peer_names = true
}
