resource "aws_vpc" "net" {
  cidr_block           = "10.90.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "net" {
  for_each = { a = 0, b = 1 }

  vpc_id            = aws_vpc.net.id
  cidr_block        = cidrsubnet(aws_vpc.net.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

locals {
  subnet_ids = [for key in ["a", "b"] : aws_subnet.net[key].id]
}

resource "aws_security_group" "database" {
  name   = "acme-dev-database"
  vpc_id = aws_vpc.net.id
}

module "cluster" {
  source = "@catalog@/ecs-cluster"

  name = "acme-dev-apps"
}

module "report" {
  source = "@catalog@/scheduled-task"

  name               = "acme-dev-report"
  cluster_arn        = module.cluster.cluster_arn
  vpc_id             = aws_vpc.net.id
  subnet_ids         = local.subnet_ids
  image              = "222222222222.dkr.ecr.us-east-1.amazonaws.com/acme/report:1.4.2"
  schedule           = { expression = "cron(0 3 * * ? *)", time_zone = "Europe/Zurich", flexible_minutes = 15 }
  secrets            = { DATABASE_PASSWORD = "arn:aws:secretsmanager:us-east-1:111111111111:secret:acme-dev-db-AbCdEf:password::" }
  connects_to        = { database = { security_group_id = aws_security_group.database.id, port = 5432 } }
  task_role_policies = { queue = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:us-east-1:111111111111:acme-dev" }] }) }
  alarms_topic_arn   = "arn:aws:sns:us-east-1:111111111111:acme-alarms"
}

module "cleanup" {
  source = "@catalog@/scheduled-task"

  name                   = "acme-dev-cleanup"
  cluster_arn            = module.cluster.cluster_arn
  vpc_id                 = aws_vpc.net.id
  subnet_ids             = local.subnet_ids
  image                  = "public.ecr.aws/docker/library/busybox:1.36"
  schedule               = { expression = "rate(1 hour)", enabled = false }
  success_within_hours   = null
  capacity_provider_name = "FARGATE_SPOT"
}
