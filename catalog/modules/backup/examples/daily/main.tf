module "this" {
  source = "../.."

  name = "acme-prod"

  plans = {
    daily = {
      copies = {
        logs = {
          vault_arn         = "arn:aws:backup:eu-west-1:222222222222:backup-vault:acme-copies"
          delete_after_days = 90
        }
      }
    }
    monthly = {
      schedule                = "cron(0 4 1 * ? *)"
      cold_storage_after_days = 30
      delete_after_days       = 365
      tags                    = { backup = "daily" }
    }
  }

  alarms_topic_arn = "arn:aws:sns:eu-west-1:333333333333:acme-prod-alarms"
  failure_alerts   = { topic_arn = "arn:aws:sns:eu-west-1:333333333333:acme-prod-alarms" }
}
