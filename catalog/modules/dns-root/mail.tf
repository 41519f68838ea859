locals {
  # A domain without mail says so four times: no server takes its mail, none may send, no signing key is valid, forgeries are refused.
  no_mail = {
    mx    = ["0 ."]
    spf   = "v=spf1 -all"
    dmarc = "v=DMARC1; p=reject; sp=reject; adkim=s; aspf=s"
  }

  mail = var.mail == null ? local.no_mail : var.mail

  # One name has one TXT record, so the SPF record shares it with the proofs of ownership.
  apex_txt = concat(local.mail.spf == null ? [] : [local.mail.spf], var.apex_txt)
}

resource "aws_route53_record" "mx" {
  count = length(local.mail.mx) > 0 ? 1 : 0

  zone_id = aws_route53_zone.this.zone_id
  name    = var.domain
  type    = "MX"
  ttl     = 3600
  records = local.mail.mx
}

resource "aws_route53_record" "dmarc" {
  count = local.mail.dmarc == null ? 0 : 1

  zone_id = aws_route53_zone.this.zone_id
  name    = "_dmarc.${var.domain}"
  type    = "TXT"
  ttl     = 3600
  records = [join("\"\"", regexall(".{1,255}", local.mail.dmarc))]
}

resource "aws_route53_record" "dkim" {
  count = var.mail == null ? 1 : 0

  zone_id = aws_route53_zone.this.zone_id
  name    = "*._domainkey.${var.domain}"
  type    = "TXT"
  ttl     = 3600
  records = ["v=DKIM1; p="]
}
