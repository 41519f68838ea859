module "this" {
  source = "../.."

  account_ids = { dev = "333333333333" }

  groups = { "aws-developers" = { create = false } }

  default_permission_sets = ["read-only"]

  permission_sets = {
    data-engineer = {
      description               = "Works with the data lake"
      session_hours             = 8
      aws_managed_policies      = ["AmazonAthenaFullAccess"]
      customer_managed_policies = ["acme-data-lake"]
      permissions_boundary      = { customer_managed_policy = "acme-boundary" }
    }
  }

  assignments = [
    { group = "aws-developers", permission_set = "data-engineer", accounts = ["dev"] },
  ]

  instance = {
    arn               = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
    identity_store_id = "d-1234567890"
  }
}
