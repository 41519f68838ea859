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

resource "aws_lb" "this" {
  name               = "acme-prod-internal"
  load_balancer_type = "application"
  internal           = true
  subnets            = [for subnet in aws_subnet.net : subnet.id]
}

module "regional" {
  source = "@catalog@/waf"

  name         = "acme-prod"
  associations = { internal = aws_lb.this.arn }

  managed_rules = {
    common       = { rule_actions = { NoUserAgent_HEADER = "count", GenericRFI_BODY = "captcha", GenericLFI_BODY = "challenge" } }
    sqli         = { mode = "count" }
    anonymous_ip = { mode = "block" }
  }

  body_size_exceptions = ["/uploads/", "/api/import"]
  rate_limit           = { requests = 500, window_seconds = 60, forwarded_ip_header = "X-Forwarded-For" }
  countries            = { listed = ["KP"] }
  alarms_topic_arn     = "arn:aws:sns:us-east-1:111111111111:acme-alarms"
}

module "cloudfront" {
  source = "@catalog@/waf"

  name          = "acme-prod-site"
  scope         = "CLOUDFRONT"
  countries     = { listed = ["FR", "DE"], mode = "allow" }
  denied_cidrs  = ["203.0.113.0/24", "2001:db8:1::/48"]
  allowed_cidrs = ["198.51.100.7/32"]
  rate_limit    = { mode = "count" }
  logging       = { retention_days = 90, allowed_requests = false }
}
