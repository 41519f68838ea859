module "this" {
  source = "../.."

  name                  = "acme-audit"
  bucket_name           = "acme-logs-cloudtrail"
  is_organization_trail = false
  log_retention_days    = 90
}
