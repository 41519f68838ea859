locals {
  public = length(var.private_vpc_ids) == 0
}

resource "aws_route53_zone" "this" {
  name              = var.domain
  comment           = local.public ? "public zone of ${var.domain}" : "private zone of ${var.domain}"
  force_destroy     = var.force_destroy
  delegation_set_id = var.delegation_set_id

  # AWS makes no private zone without a VPC, so the first is part of the zone.
  dynamic "vpc" {
    for_each = slice(var.private_vpc_ids, 0, min(1, length(var.private_vpc_ids)))

    content {
      vpc_id = vpc.value
    }
  }

  lifecycle {
    # AWS lists the VPCs of every association here, also those that others make: they must not be taken out.
    ignore_changes = [vpc]

    precondition {
      condition     = local.public || var.delegation_set_id == null
      error_message = "a private zone has no delegation: leave delegation_set_id or private_vpc_ids out"
    }

    precondition {
      condition     = local.public || length(var.delegations) == 0
      error_message = "a private zone cannot delegate subdomains: leave delegations or private_vpc_ids out"
    }
  }
}

# Changes of the VPC are ignored, so nothing else would tell that the zone is not as asked.
check "first_vpc" {
  assert {
    condition     = local.public ? length(aws_route53_zone.this.vpc) == 0 : contains([for vpc in aws_route53_zone.this.vpc : vpc.vpc_id], var.private_vpc_ids[0])
    error_message = "the zone stays public or private, and its first VPC is for life: keep private_vpc_ids as it was, or replace the VPC or the zone by hand (see the README of dns-zone)"
  }
}

resource "aws_route53_zone_association" "this" {
  # By place in the list: ids are unknown before the VPCs exist.
  for_each = { for index, id in var.private_vpc_ids : tostring(index) => id if index > 0 }

  zone_id = aws_route53_zone.this.zone_id
  vpc_id  = each.value
}

resource "aws_route53_record" "caa" {
  count = local.public && length(var.caa_issuers) > 0 ? 1 : 0

  zone_id = aws_route53_zone.this.zone_id
  name    = var.domain
  type    = "CAA"
  ttl     = 3600
  records = [for issuer in var.caa_issuers : "0 issue \"${issuer}\""]
}

resource "aws_route53_record" "delegation" {
  for_each = var.delegations

  zone_id = aws_route53_zone.this.zone_id
  name    = "${each.key}.${var.domain}"
  type    = "NS"
  ttl     = 3600
  records = each.value
}
