module "this" {
  source = "../.."

  name         = "acme-dev-web"
  cluster_arn  = "arn:aws:ecs:eu-west-1:111111111111:cluster/acme-dev-apps"
  cluster_name = "acme-dev-apps"
  vpc_id       = "vpc-0123456789abcdef0"
  subnet_ids   = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  image        = "222222222222.dkr.ecr.eu-west-1.amazonaws.com/acme/web:1.4.2"
  port         = 8080
  cpu          = 512
  memory       = 1024

  load_balancer = {
    listener_arn      = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/acme-dev/0123456789abcdef/0123456789abcdef"
    security_group_id = "sg-0123456789abcdef0"
    arn_suffix        = "app/acme-dev/0123456789abcdef"
    priority          = 100
    hosts             = ["www.dev.acme.example"]
    health_check_path = "/health"
  }

  environment = { LOG_LEVEL = "info" }

  secrets = {
    DATABASE_PASSWORD = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme-dev-db-AbCdEf:password::"
  }

  connects_to = {
    database = { security_group_id = "sg-0123456789abcdef1", port = 5432 }
    cache    = { security_group_id = "sg-0123456789abcdef2", port = 6379 }
  }

  autoscaling      = { requests_per_task = 1000 }
  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
}
