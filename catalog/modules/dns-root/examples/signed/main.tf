module "this" {
  source = "../.."

  domain           = "example.com"
  caa_report_email = "security@example.com"

  delegations = {
    dev  = ["ns-1.awsdns-01.org", "ns-2.awsdns-02.co.uk"]
    prod = ["ns-3.awsdns-03.net", "ns-4.awsdns-04.com"]
  }

  mail = {
    mx    = ["10 mx1.example.net", "20 mx2.example.net"]
    spf   = "v=spf1 include:_spf.example.net -all"
    dmarc = "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
  }

  apex_txt   = ["service-verification=0123456789"]
  apex_alias = { dns_name = "d111111abcdef8.cloudfront.net", zone_id = "Z2FDTNDATAQYW2", ipv6 = true }
  records    = { www = { name = "www", type = "CNAME", values = ["example.com"] } }

  dnssec           = {}
  query_logging    = { retention_days = 90 }
  alarms_topic_arn = "arn:aws:sns:us-east-1:222222222222:acme-shared-alarms"
}
