module "this" {
  source = "../.."

  name           = "acme-prod-db"
  vpc_id         = "vpc-0123456789abcdef0"
  subnet_ids     = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1", "subnet-0123456789abcdef2"]
  engine         = "mysql"
  database_name  = "app"
  instance_class = "db.r7g.large"
  instances      = 3

  parameters = {
    max_connections = { value = "1000" }
  }

  alarm_thresholds = { connections = 900 }
  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-prod-alarms"
}
