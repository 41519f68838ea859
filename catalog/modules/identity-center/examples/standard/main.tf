module "this" {
  source = "../.."

  account_ids = {
    security = "222222222222"
    dev      = "333333333333"
    prod     = "444444444444"
  }

  groups = {
    administrators = { description = "Platform team" }
    developers     = {}
    finance        = {}
    emergency      = { description = "Empty unless there is an emergency" }
  }

  assignments = [
    { group = "administrators", permission_set = "administrator", accounts = ["*"] },
    { group = "developers", permission_set = "power-user", accounts = ["dev"] },
    { group = "developers", permission_set = "developer", accounts = ["prod"] },
    { group = "finance", permission_set = "billing", accounts = ["*"] },
    { group = "emergency", permission_set = "break-glass", accounts = ["*"] },
  ]

  users = {
    "ada@acme.example" = { given_name = "Ada", family_name = "Lovelace", email = "ada@acme.example", groups = ["developers"] }
  }

  use_alerts = { topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-management-alarms" }
}
