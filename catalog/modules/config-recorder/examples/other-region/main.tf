module "this" {
  source = "../.."

  name           = "acme-dev"
  is_home_region = false
  bucket_name    = "acme-logs-config"
  default_rules  = false

  recording = {
    frequency        = "DAILY"
    continuous_types = ["AWS::EC2::SecurityGroup"]
    excluded_types   = ["AWS::EC2::NetworkInterface"]
  }
}
