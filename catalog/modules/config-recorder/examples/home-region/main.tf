module "this" {
  source = "../.."

  name           = "acme-prod"
  is_home_region = true
  bucket_name    = "acme-logs-config"
  kms_key_arn    = "arn:aws:kms:eu-west-1:222222222222:key/00000000-0000-0000-0000-000000000000"
  alerts         = { topic_arn = "arn:aws:sns:eu-west-1:444444444444:acme-prod-alarms" }

  rules = {
    eks-logs         = { identifier = "EKS_CLUSTER_LOGGING_ENABLED", frequency = "Twelve_Hours" }
    authorized-ports = { identifier = "VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS", parameters = { authorizedTcpPorts = "443" } }
  }

  excluded_rules = { s3-tls-only = "all buckets are checked by the build already" }
}
