module "this" {
  source = "../.."

  name        = "acme-dev-report"
  cluster_arn = "arn:aws:ecs:eu-west-1:111111111111:cluster/acme-dev-apps"
  vpc_id      = "vpc-0123456789abcdef0"
  subnet_ids  = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  image       = "222222222222.dkr.ecr.eu-west-1.amazonaws.com/acme/report:1.4.2"
  schedule    = { expression = "cron(0 3 * * ? *)", time_zone = "Europe/Zurich" }

  secrets = {
    DATABASE_PASSWORD = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme-dev-db-AbCdEf:password::"
  }

  connects_to = {
    database = { security_group_id = "sg-0123456789abcdef1", port = 5432 }
  }

  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
}
