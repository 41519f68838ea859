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

module "ec2" {
  source = "@catalog@/ecs-cluster"

  name = "acme-prod-apps"

  ec2 = {
    vpc_id        = aws_vpc.net.id
    subnet_ids    = local.subnet_ids
    instance_type = "m7g.large"
    architecture  = "arm64"
    min_size      = 3
    max_size      = 12
  }

  alarms_topic_arn = local.topic_arn
}

module "fargate" {
  source = "@catalog@/ecs-cluster"

  name             = "acme-dev-apps"
  fargate_spot     = { spot_weight = 3 }
  alarms_topic_arn = local.topic_arn
}

module "worker" {
  source = "@catalog@/ecs-service"

  name                   = "acme-dev-worker"
  cluster_arn            = module.fargate.cluster_arn
  cluster_name           = module.fargate.cluster_name
  vpc_id                 = aws_vpc.net.id
  subnet_ids             = local.subnet_ids
  image                  = "public.ecr.aws/docker/library/busybox:1.36"
  port                   = 8080
  desired                = { min = 1, max = 4 }
  capacity_provider_name = "FARGATE_SPOT"
  deployment             = { wait_for_steady_state = false }

  container = {
    command = ["sh", "-c", "while true; do sleep 60; done"]
    user    = "65534"
  }
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
  source = "@catalog@/ecs-service"

  name         = "acme-dev-web"
  cluster_arn  = module.fargate.cluster_arn
  cluster_name = module.fargate.cluster_name
  vpc_id       = aws_vpc.net.id
  subnet_ids   = local.subnet_ids
  image        = "222222222222.dkr.ecr.us-east-1.amazonaws.com/acme/web:1.4.2"
  port         = 8080
  cpu          = 512
  memory       = 1024

  load_balancer = {
    listener_arn      = module.alb.https_listener_arn
    security_group_id = module.alb.security_group_id
    arn_suffix        = module.alb.arn_suffix
    priority          = 100
    hosts             = ["www.dev.acme.example"]
    health_check_path = "/health"
  }

  deployment       = { wait_for_steady_state = false }
  autoscaling      = { requests_per_task = 1000 }
  alarms_topic_arn = local.topic_arn
}
