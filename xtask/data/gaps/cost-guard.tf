module "alarms" {
  source = "@catalog@/alarms-topic"

  name               = "acme-management-alarms"
  publisher_services = ["budgets", "costalerts"]
}

module "this" {
  source = "@catalog@/cost-guard"

  name          = "acme"
  monthly_limit = 5000

  account_limits = {
    prod = { account_id = "444444444444", limit = 3000 }
  }

  email_subscribers = ["finance@acme.example"]
  alarms_topic_arn  = module.alarms.topic_arn
  anomalies         = { min_impact_percentage = 20 }
}
