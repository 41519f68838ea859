module "plain" {
  source = "@catalog@/dns-root"

  domain      = "example.org"
  delegations = { dev = ["ns1.example.net", "ns2.example.net"] }
}

module "signed" {
  source = "@catalog@/dns-root"

  domain             = "example.com"
  delegations        = { dev = ["ns1.example.net", "ns2.example.net"] }
  delegation_signers = { dev = ["12345 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"] }
  caa_report_email   = "security@example.com"

  mail = {
    mx    = ["10 mx1.example.net"]
    spf   = "v=spf1 include:_spf.example.net -all"
    dmarc = "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
  }

  apex_txt   = ["service-verification=0123456789"]
  apex_alias = { dns_name = "d111111abcdef8.cloudfront.net", zone_id = "Z2FDTNDATAQYW2", ipv6 = true }
  records    = { www = { name = "www", type = "CNAME", values = ["example.com"] } }

  dnssec           = { key_deletion_window_days = 7 }
  query_logging    = { retention_days = 90 }
  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-alarms"
}
