module "this" {
  source = "../.."

  name       = "acme-internal"
  subject    = { common_name = "Acme internal", organization = "Acme", country = "DE" }
  share_with = { dev = "333333333333", prod = "444444444444" }
}
