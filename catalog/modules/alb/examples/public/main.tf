module "this" {
  source = "../.."

  name             = "acme-prod-public"
  vpc_id           = "vpc-0123456789abcdef0"
  subnet_ids       = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  certificate_arn  = "arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
  internal         = false
  ingress_cidrs    = ["0.0.0.0/0"]
  egress_cidrs     = ["10.30.0.0/16"]
  access_logs      = { bucket = "acme-logs-alb", prefix = "acme-prod-public" }
  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-prod-alarms"

  alias_records = {
    app = { zone_id = "Z0123456789ABCDEFGHIJ", name = "app.example.com" }
  }
}
