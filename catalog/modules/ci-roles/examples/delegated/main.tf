# Any other account: only the roles of the management account may enter.
module "this" {
  source = "../.."

  state = {
    buckets      = ["acme-dev-eu-west-1-tfstate"]
    kms_key_arns = ["arn:aws:kms:eu-west-1:333333333333:key/0a1b2c3d-0000-0000-0000-000000000000"]
  }

  plan_role = {
    assumed_by_role_arns = ["arn:aws:iam::111111111111:role/landform-plan"]
    writes_lock_files    = true
  }

  apply_role = {
    assumed_by_role_arns = ["arn:aws:iam::111111111111:role/landform-apply"]
  }
}
