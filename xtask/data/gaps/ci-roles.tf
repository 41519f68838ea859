resource "aws_kms_key" "state" {
  description             = "States"
  enable_key_rotation     = true
  deletion_window_in_days = 7
}

module "this" {
  source = "@catalog@/ci-roles"

  github = {
    organization    = "acme"
    repository      = "infrastructure-live"
    environment     = "production"
    organization_id = "1234567"
    repository_id   = "891011121"
  }

  state = {
    buckets      = ["acme-management-us-east-1-tfstate"]
    kms_key_arns = [aws_kms_key.state.arn]
  }

  plan_role = {
    writes_lock_files   = true
    assumable_role_arns = ["arn:aws:iam::222222222222:role/landform-plan"]
    readable            = { parameter_arns = ["arn:aws:ssm:us-east-1:111111111111:parameter/acme/*"] }
  }

  apply_role = {
    assumable_role_arns = ["arn:aws:iam::222222222222:role/landform-apply"]
    break_glass         = { trusted_principal_arns = ["arn:aws:iam::222222222222:user/people/jane"] }
  }

  boundary = {
    manages_organization = true
    manages_users        = true
  }
}

module "delegated" {
  source = "@catalog@/ci-roles"

  plan_role = {
    name                 = "landform-plan-delegated"
    assumed_by_role_arns = ["arn:aws:iam::222222222222:role/landform-plan"]
  }

  apply_role = {
    name                 = "landform-apply-delegated"
    assumed_by_role_arns = ["arn:aws:iam::222222222222:role/landform-apply"]
  }

  boundary = { name = "landform-boundary-delegated" }
}
