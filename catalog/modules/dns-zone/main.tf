locals {
  public = length(var.private_vpc_ids) == 0
}

resource "aws_route53_zone" "this" {
  name              = var.domain
  comment           = local.public ? "public zone of ${var.domain}" : "private zone of ${var.domain}"
  force_destroy     = var.force_destroy
  delegation_set_id = var.delegation_set_id

  dynamic "vpc" {
    for_each = var.private_vpc_ids

    content {
      vpc_id = vpc.value
    }
  }

  lifecycle {
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
