module "shared" {
  source = "@catalog@/transit-gateway"

  name             = "acme-shared"
  share_with       = ["222222222222"]
  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms"
}

module "alone" {
  source = "@catalog@/transit-gateway"

  name      = "acme-lab"
  segments  = ["all"]
  asn       = 64513
  flow_logs = null
}
