data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_availability_zones" "this" {
  count = var.availability_zones == null ? 1 : 0

  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  found_zones = var.availability_zones == null ? sort(data.aws_availability_zones.this[0].names) : []
  zones       = var.availability_zones == null ? slice(local.found_zones, 0, min(var.zone_count, length(local.found_zones))) : var.availability_zones

  # A zone's slot is the letter of its name: the position in the list plays no part, so no zone moves when another comes or goes.
  slots = { for zone in local.zones : zone => index(["a", "b", "c", "d", "e", "f", "g", "h"], substr(zone, -1, 1)) }

  # Half, a quarter and a quarter of the range. A /22 still leaves /27 subnets, the smallest that a load balancer accepts.
  tier_cidrs = {
    app    = cidrsubnet(var.cidr, 1, 0)
    data   = cidrsubnet(var.cidr, 2, 2)
    public = cidrsubnet(var.cidr, 2, 3)
  }

  # The range of a tier that is left out stays free, so that it can come later without moving the others.
  tiers = var.data_tier ? ["app", "data", "public"] : ["app", "public"]

  subnet_cidrs = { for tier, cidr in local.tier_cidrs : tier => { for zone, slot in local.slots : zone => cidrsubnet(cidr, 3, slot) } }

  # The region is in the name of each zone: no data source is needed for it.
  region = regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]+", local.zones[0])

  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  dns_suffix = data.aws_partition.this.dns_suffix
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }

  lifecycle {
    precondition {
      condition     = var.availability_zones != null || length(local.found_zones) >= var.zone_count
      error_message = "the region has ${length(local.found_zones)} availability zones, but zone_count asks for ${var.zone_count}: lower zone_count"
    }

    precondition {
      condition     = length(distinct([for zone in local.zones : regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]+", zone)])) == 1
      error_message = "availability_zones must all lie in one region"
    }
  }
}

resource "aws_subnet" "public" {
  for_each = local.subnet_cidrs.public

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-public-${each.key}" }
}

resource "aws_subnet" "app" {
  for_each = local.subnet_cidrs.app

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-app-${each.key}" }
}

resource "aws_subnet" "data" {
  for_each = { for zone, cidr in local.subnet_cidrs.data : zone => cidr if var.data_tier }

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-data-${each.key}" }
}

# What nobody has chosen must not let anything through: the default group and the default ACL have no rules, the main table no routes.
resource "aws_default_security_group" "this" {
  vpc_id  = aws_vpc.this.id
  ingress = []
  egress  = []

  tags = { Name = "${var.name}-default-closed" }
}

resource "aws_default_network_acl" "this" {
  default_network_acl_id = aws_vpc.this.default_network_acl_id

  tags = { Name = "${var.name}-default-closed" }

  lifecycle {
    # AWS moves a subnet here by itself when its own ACL goes away.
    ignore_changes = [subnet_ids]
  }
}

resource "aws_default_route_table" "this" {
  default_route_table_id = aws_vpc.this.default_route_table_id

  tags = { Name = "${var.name}-default-closed" }
}
