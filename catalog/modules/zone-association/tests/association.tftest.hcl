mock_provider "aws" {}

variables {
  vpc_id   = "vpc-0123456789abcdef0"
  zone_ids = { internal = "Z0123456789ABCDEF", data = "Z0123456789ABCDEG" }
}

run "answers_in_the_vpc" {
  command = plan

  assert {
    condition     = { for key, association in aws_route53_zone_association.this : key => "${association.zone_id} ${association.vpc_id}" } == { internal = "Z0123456789ABCDEF vpc-0123456789abcdef0", data = "Z0123456789ABCDEG vpc-0123456789abcdef0" }
    error_message = "each zone must answer in the VPC"
  }
}

run "rejects_a_vpc_name" {
  command = plan

  variables {
    vpc_id = "main"
  }

  expect_failures = [var.vpc_id]
}

run "rejects_a_zone_name_for_an_id" {
  command = plan

  variables {
    zone_ids = { internal = "acme.internal" }
  }

  expect_failures = [var.zone_ids]
}

run "rejects_a_zone_twice" {
  command = plan

  variables {
    zone_ids = { internal = "Z0123456789ABCDEF", again = "Z0123456789ABCDEF" }
  }

  expect_failures = [var.zone_ids]
}
