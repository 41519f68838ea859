resource "aws_vpc" "net" {
  cidr_block           = "10.90.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "net" {
  for_each = { a = 0, b = 1, c = 2 }

  vpc_id            = aws_vpc.net.id
  cidr_block        = cidrsubnet(aws_vpc.net.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

locals {
  subnet_ids = [for key in ["a", "b", "c"] : aws_subnet.net[key].id]
  topic_arn  = "arn:aws:sns:us-east-1:111111111111:acme-alarms"
}

module "mysql" {
  source = "@catalog@/aurora"

  name             = "acme-prod-db"
  vpc_id           = aws_vpc.net.id
  subnet_ids       = local.subnet_ids
  engine           = "mysql"
  database_name    = "app"
  instance_class   = "db.r7g.large"
  instances        = 2
  parameters       = { max_connections = { value = "1000" } }
  alarm_thresholds = { connections = 900 }
  alarms_topic_arn = local.topic_arn

  deletion_protection = false
  backups             = { final_snapshot = false }
}

module "postgresql" {
  source = "@catalog@/aurora"

  name             = "acme-dev-db"
  vpc_id           = aws_vpc.net.id
  subnet_ids       = local.subnet_ids
  engine           = "postgresql"
  database_name    = "app"
  alarms_topic_arn = local.topic_arn

  deletion_protection = false
  backups             = { final_snapshot = false }
}
