module "this" {
  source = "../.."

  name          = "acme-dev"
  account_alias = "acme-dev"

  alternate_contacts = {
    SECURITY = { name = "Security Team", title = "Security", email = "security@example.com", phone = "+353 1 234 5678" }
  }
}
