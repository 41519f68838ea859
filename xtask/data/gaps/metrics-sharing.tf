module "sharing" {
  source = "@catalog@/metrics-sharing"

  monitoring_account_id = "222222222222"
}
