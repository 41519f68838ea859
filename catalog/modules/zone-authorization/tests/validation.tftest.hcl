mock_provider "aws" {}

variables {
  zone_id = "Z0123456789ABCDEF"
  vpcs    = { dev = { vpc_id = "vpc-0123456789abcdef0" } }
}

run "rejects_a_zone_name_for_an_id" {
  command = plan

  variables {
    zone_id = "acme.internal"
  }

  expect_failures = [var.zone_id]
}

run "rejects_a_vpc_name" {
  command = plan

  variables {
    vpcs = { dev = { vpc_id = "dev" } }
  }

  expect_failures = [var.vpcs]
}

run "rejects_a_zone_for_a_region" {
  command = plan

  variables {
    vpcs = { dev = { vpc_id = "vpc-0123456789abcdef0", region = "eu-west-1a" } }
  }

  expect_failures = [var.vpcs]
}

run "rejects_a_vpc_twice" {
  command = plan

  variables {
    vpcs = { dev = { vpc_id = "vpc-0123456789abcdef0" }, test = { vpc_id = "vpc-0123456789abcdef0" } }
  }

  expect_failures = [var.vpcs]
}
