module "sessions" {
  source = "@catalog@/session-access"

  name    = "acme-dev-sessions"
  run_as  = { user = "operator" }
  archive = { force_destroy = true }

  groups = {
    developers     = { tags = { Name = ["acme-dev-web"] } }
    administrators = { tags = { Name = ["acme-dev-*"], environment = ["dev"] }, port_forwarding = true }
  }
}

resource "aws_iam_policy" "instances" {
  name   = "acme-dev-instances"
  policy = module.sessions.instance_policy_json
}
