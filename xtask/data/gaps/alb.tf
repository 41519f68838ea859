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

resource "aws_internet_gateway" "net" {
  vpc_id = aws_vpc.net.id
}

module "zone" {
  source = "@catalog@/dns-zone"

  domain      = "example.com"
  certificate = {}
}

module "public" {
  source = "@catalog@/alb"

  deletion_protection = false

  name             = "acme-prod-public"
  vpc_id           = aws_vpc.net.id
  subnet_ids       = local.subnet_ids
  certificate_arn  = module.zone.certificate_arn
  internal         = false
  ingress_cidrs    = ["0.0.0.0/0"]
  egress_cidrs     = ["10.90.0.0/16"]
  alarms_topic_arn = local.topic_arn

  alias_records = {
    app = { zone_id = module.zone.zone_id, name = "app.example.com" }
  }

  depends_on = [aws_internet_gateway.net]
}

module "other_zone" {
  source = "@catalog@/dns-zone"

  domain      = "example.org"
  certificate = {}
}

resource "aws_wafv2_web_acl" "this" {
  name  = "acme"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "acme"
    sampled_requests_enabled   = true
  }
}

module "internal" {
  source = "@catalog@/alb"

  deletion_protection = false

  name            = "acme-dev-internal"
  vpc_id          = aws_vpc.net.id
  subnet_ids      = local.subnet_ids
  certificate_arn = module.zone.certificate_arn

  additional_certificate_arns = { other = module.other_zone.certificate_arn }

  waf = { web_acl_arn = aws_wafv2_web_acl.this.arn }

  ingress_cidrs = ["10.10.0.0/16"]
  egress_cidrs  = ["10.10.0.0/16"]
}
