mock_provider "aws" {}

variables {
  domain          = "acme.internal"
  private_vpc_ids = ["vpc-0123456789abcdef0"]
}

run "answers_inside_one_network_only" {
  command = plan

  assert {
    condition     = [for vpc in aws_route53_zone.this.vpc : vpc.vpc_id] == ["vpc-0123456789abcdef0"] && length(aws_route53_zone_association.this) == 0
    error_message = "the only VPC must be part of the zone"
  }

  assert {
    condition     = length(aws_route53_record.caa) == 0
    error_message = "a private zone needs no CAA record"
  }
}

run "associates_further_networks_one_by_one" {
  command = plan

  variables {
    private_vpc_ids = ["vpc-0123456789abcdef0", "vpc-0123456789abcdef1", "vpc-0123456789abcdef2"]
  }

  assert {
    condition     = [for vpc in aws_route53_zone.this.vpc : vpc.vpc_id] == ["vpc-0123456789abcdef0"]
    error_message = "the first VPC alone must be part of the zone"
  }

  assert {
    condition     = { for key, association in aws_route53_zone_association.this : key => association.vpc_id } == { "1" = "vpc-0123456789abcdef1", "2" = "vpc-0123456789abcdef2" }
    error_message = "each further VPC must have an association of its own"
  }
}

# What follows works on a zone that exists.
run "is_made" {
  command = apply

  assert {
    condition     = [for vpc in aws_route53_zone.this.vpc : vpc.vpc_id] == ["vpc-0123456789abcdef0"]
    error_message = "the zone must answer in its VPC"
  }
}

run "takes_further_networks_later" {
  command = apply

  variables {
    private_vpc_ids = ["vpc-0123456789abcdef0", "vpc-0123456789abcdef1"]
  }

  assert {
    condition     = [for vpc in aws_route53_zone.this.vpc : vpc.vpc_id] == ["vpc-0123456789abcdef0"] && aws_route53_zone_association.this["1"].zone_id == aws_route53_zone.this.zone_id
    error_message = "the further VPC must be associated and the zone stay as it is"
  }
}

run "tells_of_another_first_vpc" {
  command = plan

  variables {
    private_vpc_ids = ["vpc-0123456789abcdef9"]
  }

  expect_failures = [check.first_vpc]
}

run "tells_that_a_private_zone_cannot_become_public" {
  command = plan

  variables {
    private_vpc_ids = []
  }

  expect_failures = [check.first_vpc]
}
