data "aws_caller_identity" "this" {}

module "this" {
  source = "@catalog@/alternate-contacts"

  account_ids = { management = data.aws_caller_identity.this.account_id }

  contacts = {
    SECURITY = { name = "Security Team", title = "Security", email = "security@acme.example", phone = "+353 1 234 5678" }
    BILLING  = { name = "Finance", title = "Billing", email = "finance@acme.example", phone = "+353 1 234 5679" }
  }
}
