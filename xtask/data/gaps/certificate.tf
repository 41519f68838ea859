resource "aws_route53_zone" "this" {
  for_each = toset(["example.com", "example.net"])

  name = each.key
}

module "site" {
  source = "@catalog@/certificate"

  domain = "example.com"

  zone_ids = {
    "example.com"   = aws_route53_zone.this["example.com"].zone_id
    "*.example.com" = aws_route53_zone.this["example.com"].zone_id
    "example.net"   = aws_route53_zone.this["example.net"].zone_id
  }

  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms"
}

module "single" {
  source = "@catalog@/certificate"

  domain   = "cdn.example.com"
  zone_ids = { "cdn.example.com" = aws_route53_zone.this["example.com"].zone_id }
}
