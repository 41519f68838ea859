module "this" {
  source = "../.."

  security_account_id = "222222222222"
  services            = ["guardduty", "inspector", "macie", "securityhub"]
}
