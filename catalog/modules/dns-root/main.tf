data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  dns_suffix = data.aws_partition.this.dns_suffix
  region     = data.aws_region.this.id
  label      = replace(var.domain, ".", "-")
}

resource "aws_route53_zone" "this" {
  name              = var.domain
  comment           = "public zone of ${var.domain}"
  force_destroy     = var.force_destroy
  delegation_set_id = var.delegation_set_id

  lifecycle {
    precondition {
      condition     = (var.dnssec == null && var.query_logging == null) || local.region == "us-east-1"
      error_message = "dnssec and query_logging need keys and log groups in us-east-1, not in ${local.region}: move the unit there or leave them out"
    }

    precondition {
      condition     = length(setsubtract(keys(var.delegation_signers), keys(var.delegations))) == 0
      error_message = "delegation_signers may only have keys of delegations"
    }

    precondition {
      condition     = length(distinct([for record in values(var.records) : "${record.name} ${record.type}"])) == length(var.records)
      error_message = "records must not hold a name and type twice: put all values into one record"
    }

    precondition {
      condition     = length(setintersection([for record in values(var.records) : record.name], keys(var.delegations))) == 0
      error_message = "records must not have names that delegations leaves to other zones"
    }
  }
}

resource "aws_route53_record" "caa" {
  count = length(var.caa_issuers) > 0 ? 1 : 0

  zone_id = aws_route53_zone.this.zone_id
  name    = var.domain
  type    = "CAA"
  ttl     = 3600

  records = concat(
    [for issuer in var.caa_issuers : "0 issue \"${issuer}\""],
    var.caa_report_email == null ? [] : ["0 iodef \"mailto:${var.caa_report_email}\""],
  )
}

resource "aws_route53_record" "delegation" {
  for_each = var.delegations

  zone_id = aws_route53_zone.this.zone_id
  name    = "${each.key}.${var.domain}"
  type    = "NS"
  ttl     = 3600
  records = each.value
}

resource "aws_route53_record" "delegation_signer" {
  for_each = var.delegation_signers

  zone_id = aws_route53_zone.this.zone_id
  name    = "${each.key}.${var.domain}"
  type    = "DS"
  ttl     = 3600
  records = each.value
}

resource "aws_route53_record" "apex_alias" {
  for_each = var.apex_alias == null ? toset([]) : toset(var.apex_alias.ipv6 ? ["A", "AAAA"] : ["A"])

  zone_id = aws_route53_zone.this.zone_id
  name    = var.domain
  type    = each.key

  alias {
    name                   = var.apex_alias.dns_name
    zone_id                = var.apex_alias.zone_id
    evaluate_target_health = var.apex_alias.evaluate_target_health
  }
}

resource "aws_route53_record" "apex_txt" {
  count = length(local.apex_txt) > 0 ? 1 : 0

  zone_id = aws_route53_zone.this.zone_id
  name    = var.domain
  type    = "TXT"
  ttl     = 3600
  records = [for value in local.apex_txt : join("\"\"", regexall(".{1,255}", value))]
}

resource "aws_route53_record" "this" {
  for_each = var.records

  zone_id = aws_route53_zone.this.zone_id
  name    = "${each.value.name}.${var.domain}"
  type    = each.value.type
  ttl     = each.value.ttl
  records = [for value in each.value.values : each.value.type == "TXT" ? join("\"\"", regexall(".{1,255}", value)) : value]
}
