module "this" {
  source = "../.."

  name   = "acme-dev-sessions"
  run_as = { user = "operator" }

  groups = {
    developers     = { tags = { Name = ["acme-dev-web"] } }
    administrators = { tags = { Name = ["acme-dev-*"] }, port_forwarding = true }
  }
}
