resource "aws_vpc" "net" {
  for_each = { app = "10.90.0.0/16", mgmt = "10.91.0.0/20" }

  cidr_block           = each.value
  enable_dns_hostnames = true
}

resource "aws_s3_bucket" "logs" {
  bucket        = "acme-logs-dns"
  force_destroy = true
}

module "firewall" {
  source = "@catalog@/dns-resolver-logs"

  name    = "acme-prod"
  vpc_ids = { app = aws_vpc.net["app"].id }

  firewall = {
    managed_list_ids = { aggregate = "rslvr-fdl-0123456789abcdef" }
    blocked_domains  = ["*.example.net"]
    allowed_domains  = ["good.example.net"]
  }

  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms"
}

module "bucket" {
  source = "@catalog@/dns-resolver-logs"

  name      = "acme-mgmt"
  vpc_ids   = { mgmt = aws_vpc.net["mgmt"].id }
  query_log = { s3_bucket_arn = "arn:aws:s3:::acme-logs-dns" }

  depends_on = [aws_s3_bucket.logs]
}
