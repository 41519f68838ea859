module "plain" {
  source = "@catalog@/backup"

  name          = "acme-dev"
  lock          = null
  force_destroy = true
}

module "this" {
  source = "@catalog@/backup"

  name         = "acme-prod"
  s3_backups   = true
  restore_role = true

  plans = {
    daily = {
      continuous    = true
      resource_arns = ["arn:aws:dynamodb:us-east-1:111111111111:table/acme-prod-*"]
      excluded_arns = ["arn:aws:dynamodb:us-east-1:111111111111:table/acme-prod-cache"]
      copies        = { dev = { vault_arn = module.plain.vault_arn } }
    }
    monthly = {
      schedule                = "cron(0 4 1 * ? *)"
      cold_storage_after_days = 30
      delete_after_days       = 365
      tags                    = { backup = "daily", archive = "yes" }
    }
  }

  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms"
  failure_alerts   = { topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms" }
}
