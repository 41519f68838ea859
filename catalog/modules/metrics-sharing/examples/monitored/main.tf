module "this" {
  source = "../.."

  monitoring_account_id = "222222222222"
}
