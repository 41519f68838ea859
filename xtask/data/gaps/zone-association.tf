resource "aws_vpc" "net" {
  for_each = { shared = "10.90.0.0/16", dev = "10.91.0.0/16" }

  cidr_block           = each.value
  enable_dns_hostnames = true
}

resource "aws_route53_zone" "internal" {
  name = "acme.internal"

  vpc {
    vpc_id = aws_vpc.net["shared"].id
  }

  lifecycle {
    ignore_changes = [vpc]
  }
}

module "authorization" {
  source = "@catalog@/zone-authorization"

  zone_id = aws_route53_zone.internal.zone_id
  vpcs    = { dev = { vpc_id = aws_vpc.net["dev"].id } }
}

module "association" {
  source = "@catalog@/zone-association"

  vpc_id   = aws_vpc.net["dev"].id
  zone_ids = { internal = module.authorization.zone_id }
}
