module "this" {
  source = "../.."

  zone_id = "Z0123456789ABCDEF"

  vpcs = {
    dev  = { vpc_id = "vpc-0123456789abcdef0" }
    prod = { vpc_id = "vpc-0123456789abcdef1", region = "eu-central-1" }
  }
}
