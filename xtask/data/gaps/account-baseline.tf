module "this" {
  source = "@catalog@/account-baseline"

  name            = "acme-security"
  account_alias   = "acme-security"
  access_analyzer = { type = "ACCOUNT", unused_age_days = 90 }

  alternate_contacts = {
    SECURITY = { name = "Security Team", title = "Security", email = "security@example.com", phone = "+353 1 234 5678" }
  }
}
