mock_provider "aws" {}

variables {
  zone_id = "Z0123456789ABCDEF"
  vpcs    = { dev = { vpc_id = "vpc-0123456789abcdef0" }, prod = { vpc_id = "vpc-0123456789abcdef1", region = "eu-central-1" } }
}

run "names_each_vpc" {
  command = plan

  assert {
    condition     = { for key, authorization in aws_route53_vpc_association_authorization.this : key => "${authorization.zone_id} ${authorization.vpc_id}" } == { dev = "Z0123456789ABCDEF vpc-0123456789abcdef0", prod = "Z0123456789ABCDEF vpc-0123456789abcdef1" }
    error_message = "only the listed VPCs may use the zone"
  }

  assert {
    condition     = aws_route53_vpc_association_authorization.this["prod"].vpc_region == "eu-central-1" && output.zone_id == "Z0123456789ABCDEF"
    error_message = "a VPC of another region must be found there"
  }
}
