module "this" {
  source = "../.."

  name          = "acme"
  monthly_limit = 5000

  account_limits = {
    dev  = { account_id = "333333333333", limit = 1000 }
    prod = { account_id = "444444444444", limit = 3000 }
  }

  email_subscribers = ["finance@acme.example"]
  alarms_topic_arn  = "arn:aws:sns:eu-west-1:111111111111:acme-management-alarms"
}
