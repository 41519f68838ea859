module "this" {
  source = "../.."

  domain          = "acme.internal"
  private_vpc_ids = ["vpc-0123456789abcdef0"]
}
