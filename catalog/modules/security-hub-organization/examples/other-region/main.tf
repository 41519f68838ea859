module "this" {
  source = "../.."

  name      = "acme"
  standards = { cis = "standards/cis-aws-foundations-benchmark/v/3.0.0" }
}
