resource "aws_vpc" "net" {
  cidr_block           = "10.90.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc" "second" {
  cidr_block           = "10.91.0.0/16"
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

module "public" {
  source = "@catalog@/dns-zone"

  domain           = "dev.example.com"
  certificate      = { subject_alternative_names = ["*.api.dev.example.com"] }
  alarms_topic_arn = local.topic_arn
}

module "private" {
  source = "@catalog@/dns-zone"

  domain          = "acme.internal"
  private_vpc_ids = [aws_vpc.net.id, aws_vpc.second.id]
}

# Without the module's indifference to further VPCs.
resource "aws_route53_zone" "plain" {
  name = "plain.internal"

  vpc {
    vpc_id = aws_vpc.net.id
  }
}
