module "this" {
  source = "../.."

  name       = "acme-dev-web"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  port       = 8080
  image      = { id = "ami-0123456789abcdef0" }

  user_data = <<-EOT
    #cloud-config
    runcmd:
      - systemctl enable --now web
  EOT

  load_balancer = {
    listener_arn      = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/acme-dev/0123456789abcdef/0123456789abcdef"
    security_group_id = "sg-0123456789abcdef0"
    arn_suffix        = "app/acme-dev/0123456789abcdef"
    priority          = 100
    hosts             = ["www.dev.acme.example"]
    health_check_path = "/health"
  }

  connects_to = {
    database = { security_group_id = "sg-0123456789abcdef1", port = 5432 }
  }

  secret_arns      = ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme-dev-db-AbCdEf"]
  autoscaling      = { requests_per_instance = 1000 }
  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
}
