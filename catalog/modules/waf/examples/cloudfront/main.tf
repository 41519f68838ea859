module "this" {
  source = "../.."

  name          = "acme-prod-site"
  scope         = "CLOUDFRONT"
  countries     = { listed = ["DE", "FR"], mode = "allow" }
  denied_cidrs  = ["203.0.113.0/24", "2001:db8:1::/48"]
  allowed_cidrs = ["198.51.100.7/32"]
  logging       = { retention_days = 90, allowed_requests = false }
}
