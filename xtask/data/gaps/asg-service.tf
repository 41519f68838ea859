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

module "zone" {
  source = "@catalog@/dns-zone"

  domain      = "example.com"
  certificate = {}
}

module "alb" {
  source = "@catalog@/alb"

  deletion_protection = false

  name            = "acme-dev"
  vpc_id          = aws_vpc.net.id
  subnet_ids      = local.subnet_ids
  certificate_arn = module.zone.certificate_arn
  ingress_cidrs   = ["10.90.0.0/16"]
  egress_cidrs    = ["10.90.0.0/16"]
}

module "web" {
  source = "@catalog@/asg-service"

  name       = "acme-dev-web"
  vpc_id     = aws_vpc.net.id
  subnet_ids = local.subnet_ids
  port       = 8080
  user_data  = "#cloud-config\nruncmd:\n  - systemctl enable --now web\n"
  deployment = { wait_for_capacity = "0" }

  load_balancer = {
    listener_arn      = module.alb.https_listener_arn
    security_group_id = module.alb.security_group_id
    arn_suffix        = module.alb.arn_suffix
    priority          = 100
    hosts             = ["www.dev.acme.example"]
    health_check_path = "/health"
  }

  connects_to      = { database = { security_group_id = aws_security_group.database.id, port = 5432 } }
  secret_arns      = ["arn:aws:secretsmanager:us-east-1:111111111111:secret:acme-dev-db-AbCdEf"]
  autoscaling      = { requests_per_instance = 1000 }
  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms"

  role_policies = {
    queue = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:us-east-1:111111111111:acme-dev" }] })
  }
}

resource "aws_kms_key" "images" {
  description         = "Images"
  enable_key_rotation = true
}

module "worker" {
  source = "@catalog@/asg-service"

  name       = "acme-dev-worker"
  vpc_id     = aws_vpc.net.id
  subnet_ids = local.subnet_ids
  port       = 8080
  size       = { min = 1, max = 4 }
  agent      = null

  image = {
    lookup  = { name = "al2023-ami-2023*", owner = "amazon" }
    kms_key = { arn = aws_kms_key.images.arn }
  }

  deployment = { wait_for_capacity = "0" }

  schedules = {
    evening = { recurrence = "0 19 * * MON-FRI", time_zone = "Europe/Zurich", min = 0, desired = 0 }
    morning = { recurrence = "0 7 * * MON-FRI", time_zone = "Europe/Zurich", min = 1 }
  }
}
