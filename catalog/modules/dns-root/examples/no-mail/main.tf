module "this" {
  source = "../.."

  domain      = "example.com"
  delegations = { dev = ["ns-1.awsdns-01.org", "ns-2.awsdns-02.co.uk"] }
}
