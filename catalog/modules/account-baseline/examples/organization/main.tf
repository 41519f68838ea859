module "this" {
  source = "../.."

  name            = "acme-security"
  access_analyzer = { type = "ORGANIZATION", unused_age_days = 90 }
}
