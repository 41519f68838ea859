module "this" {
  source = "../.."

  vpc_id   = "vpc-0123456789abcdef0"
  zone_ids = { internal = "Z0123456789ABCDEF" }
}
