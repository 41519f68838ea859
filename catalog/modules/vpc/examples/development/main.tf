module "this" {
  source = "../.."

  name               = "acme-dev"
  cidr               = "10.10.0.0/20"
  availability_zones = ["eu-west-1a", "eu-west-1b"]
  nat                = "single"
  flow_logs          = { cloudwatch = { retention_days = 30 } }
}
