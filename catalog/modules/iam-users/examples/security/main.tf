module "this" {
  source = "../.."

  users = {
    jane = { groups = ["dev-developer", "prod-read-only"], pgp_key = "keybase:jane" }
    joe  = { groups = ["prod-read-only"] }
  }

  groups = {
    dev-developer  = { role_arns = ["arn:aws:iam::333333333333:role/access-developer"] }
    prod-read-only = { role_arns = ["arn:aws:iam::444444444444:role/access-read-only"] }
    iam-admins     = { policy_arns = { iam = "arn:aws:iam::aws:policy/IAMFullAccess" } }
  }
}
