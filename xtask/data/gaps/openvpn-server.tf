resource "aws_vpc" "net" {
  cidr_block           = "10.90.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_internet_gateway" "net" {
  vpc_id = aws_vpc.net.id
}

resource "aws_subnet" "net" {
  for_each = { a = 0, b = 1 }

  vpc_id            = aws_vpc.net.id
  cidr_block        = cidrsubnet(aws_vpc.net.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_security_group" "database" {
  name   = "acme-dev-database"
  vpc_id = aws_vpc.net.id
}

module "zone" {
  source = "@catalog@/dns-zone"

  domain = "example.com"
}

module "vpn" {
  source = "@catalog@/openvpn-server"

  name        = "acme-dev-vpn"
  vpc_id      = aws_vpc.net.id
  subnet_ids  = [for subnet in aws_subnet.net : subnet.id]
  client_cidr = "172.16.0.0/22"
  routes      = { vpc = aws_vpc.net.cidr_block }
  allow_cidrs = { office = "198.51.100.0/24" }

  # The image of the servers is built later than this network.
  ami_lookup = { name = "al2023-ami-2023*", owner = "amazon" }

  client_dns       = { servers = ["10.90.0.2"] }
  dns_record       = { zone_id = module.zone.zone_id, name = "vpn.example.com" }
  connects_to      = { database = { security_group_id = aws_security_group.database.id, port = 5432 } }
  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms"

  role_policies = {
    session = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = "arn:aws:kms:us-east-1:111111111111:key/00000000-0000-0000-0000-000000000000" }] })
  }

  depends_on = [aws_internet_gateway.net]
}

resource "aws_kms_key" "images" {
  description         = "Images"
  enable_key_rotation = true
}

resource "aws_key_pair" "admin" {
  key_name   = "admin"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl admin"
}

module "other" {
  source = "@catalog@/openvpn-server"

  name        = "acme-lab-vpn"
  vpc_id      = aws_vpc.net.id
  subnet_ids  = [aws_subnet.net["a"].id]
  client_cidr = "172.16.4.0/24"
  routes      = { vpc = aws_vpc.net.cidr_block }
  allow_cidrs = { anyone = "0.0.0.0/0" }
  ami_id      = "ami-12345678"
  ami_lookup  = null
  ami_kms_key = { arn = aws_kms_key.images.arn }
  ssh         = { key_name = aws_key_pair.admin.key_name, cidrs = { office = "198.51.100.0/24" } }

  depends_on = [aws_internet_gateway.net]
}
