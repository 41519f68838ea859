module "this" {
  source = "../.."

  name        = "acme-dev-vpn"
  vpc_id      = "vpc-0123456789abcdef0"
  subnet_ids  = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  client_cidr = "172.16.0.0/22"
  routes      = { vpc = "10.0.0.0/16" }
  allow_cidrs = { office = "198.51.100.0/24" }
  ami_id      = "ami-0123456789abcdef0"

  client_dns = { servers = ["10.0.0.2"], search_domains = ["dev.acme.internal"] }
  dns_record = { zone_id = "Z0123456789ABCDEFGHIJ", name = "vpn.dev.acme.example" }

  connects_to = {
    database = { security_group_id = "sg-0123456789abcdef1", port = 5432 }
  }

  alarms_topic_arn = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
}
