module "this" {
  source = "../.."

  name            = "acme-dev-internal"
  vpc_id          = "vpc-0123456789abcdef0"
  subnet_ids      = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  certificate_arn = "arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
  ingress_cidrs   = ["10.10.0.0/16"]
  egress_cidrs    = ["10.10.0.0/16"]
}
