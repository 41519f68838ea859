module "this" {
  source = "../.."

  account_ids = {
    management = "111111111111"
    dev        = "333333333333"
    prod       = "444444444444"
  }

  contacts = {
    SECURITY   = { name = "Security Team", title = "Security", email = "security@acme.example", phone = "+353 1 234 5678" }
    OPERATIONS = { name = "Platform Team", title = "Platform", email = "platform@acme.example", phone = "+353 1 234 5679" }
  }

  account_contacts = {
    prod = {
      OPERATIONS = { name = "On Call", title = "Operations", email = "oncall@acme.example", phone = "+353 1 234 5680" }
    }
  }
}
