module "this" {
  source = "@catalog@/ecr"

  name = "acme"

  repositories = {
    web = {}
    worker = {
      keep_tagged      = 50
      pull_account_ids = ["555555555555"]
    }
  }

  pull_account_ids = ["333333333333", "444444444444"]
  organization_id  = "o-a1b2c3d4e5"

  registry = { replication_regions = ["eu-central-1"] }

  finding_alerts = { topic_arn = "arn:aws:sns:us-east-1:222222222222:acme-shared-alarms" }
}
