module "this" {
  source = "../.."

  name       = "acme"
  time_range = "P1D"

  load_balancers = {
    dev  = { arn_suffix = "app/acme-dev/50dc6c495c0c9188", account_id = "333333333333" }
    prod = { arn_suffix = "app/acme-prod/60dc6c495c0c9188", account_id = "444444444444", region = "eu-central-1" }
  }

  caches = {
    prod = { replication_group_id = "acme-prod", nodes_per_shard = 2, shards = 3, account_id = "444444444444" }
  }
}
