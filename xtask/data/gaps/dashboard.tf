module "this" {
  source = "@catalog@/dashboard"

  name          = "acme-dev"
  cross_account = true

  alarm_arns = ["arn:aws:cloudwatch:us-east-1:111111111111:alarm:acme-dev-unwell"]

  load_balancers  = { public = { arn_suffix = "app/acme-dev/50dc6c495c0c9188" }, other = { arn_suffix = "app/acme-prod/60dc6c495c0c9188", account_id = "444444444444" } }
  ecs_services    = { web = { cluster_name = "acme-dev", service_name = "web" } }
  aurora_clusters = { main = { cluster_identifier = "acme-dev" } }
  caches          = { sessions = { replication_group_id = "acme-dev" }, shared = { replication_group_id = "acme-all", shards = 2 } }
  nat_gateways    = { a = { nat_gateway_id = "nat-0123456789abcdef0" } }
}
