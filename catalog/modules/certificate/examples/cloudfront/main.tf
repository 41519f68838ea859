module "this" {
  source = "../.."

  domain = "example.com"

  zone_ids = {
    "example.com"   = "Z0123456789ABCDEF"
    "*.example.com" = "Z0123456789ABCDEF"
    "example.net"   = "Z0123456789ABCDEG"
  }

  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-prod-alarms"
}
