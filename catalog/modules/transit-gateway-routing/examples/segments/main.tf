module "this" {
  source = "../.."

  route_table_ids = { prod = "tgw-rtb-0123456789abcdef0", nonprod = "tgw-rtb-0123456789abcdef1", shared = "tgw-rtb-0123456789abcdef2" }

  attachments = {
    shared = { attachment_id = "tgw-attach-0123456789abcdef0", segment = "shared", reachable_from = ["prod", "nonprod"], accept = false }
    dev    = { attachment_id = "tgw-attach-0123456789abcdef1", segment = "nonprod", reachable_from = ["shared"] }
    prod   = { attachment_id = "tgw-attach-0123456789abcdef2", segment = "prod", reachable_from = ["shared"] }
  }

  static_routes = {
    keep-apart = { segment = "shared", cidr = "10.99.0.0/16" }
    vpn        = { segment = "prod", cidr = "10.200.0.0/16", attachment = "shared" }
  }
}
