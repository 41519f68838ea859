module "this" {
  source = "../.."

  name = "acme-dev"

  alarm_arns = ["arn:aws:cloudwatch:eu-west-1:333333333333:alarm:acme-dev-unwell"]

  load_balancers  = { public = { arn_suffix = "app/acme-dev/50dc6c495c0c9188" } }
  ecs_services    = { web = { cluster_name = "acme-dev", service_name = "web" }, worker = { cluster_name = "acme-dev", service_name = "worker" } }
  aurora_clusters = { main = { cluster_identifier = "acme-dev" } }
  caches          = { sessions = { replication_group_id = "acme-dev" } }
  nat_gateways    = { a = { nat_gateway_id = "nat-0123456789abcdef0" } }
}
