# The management account: workflows enter here, and go on to the roles of the other accounts.
module "this" {
  source = "../.."

  github = {
    organization    = "acme"
    repository      = "infrastructure-live"
    environment     = "production"
    organization_id = "1234567"
    repository_id   = "891011121"
  }

  state = { buckets = ["acme-management-eu-west-1-tfstate"] }

  plan_role = {
    assumable_role_arns = ["arn:aws:iam::333333333333:role/landform-plan"]
  }

  apply_role = {
    assumable_role_arns = ["arn:aws:iam::333333333333:role/landform-apply"]

    break_glass = {
      trusted_principal_arns = ["arn:aws:iam::222222222222:user/people/jane"]
    }
  }

  boundary = { manages_organization = true }
}
