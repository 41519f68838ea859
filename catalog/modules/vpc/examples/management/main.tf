module "this" {
  source = "../.."

  name      = "acme-mgmt"
  cidr      = "10.0.0.0/20"
  nat       = "single"
  data_tier = false
}
