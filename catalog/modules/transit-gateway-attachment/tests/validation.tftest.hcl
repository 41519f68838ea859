mock_provider "aws" {}

variables {
  name               = "acme-dev"
  transit_gateway_id = "tgw-0123456789abcdef0"
  vpc_id             = "vpc-0123456789abcdef0"
  subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}

run "rejects_a_name_in_capitals" {
  command = plan

  variables {
    name = "Acme"
  }

  expect_failures = [var.name]
}

run "rejects_a_gateway_name" {
  command = plan

  variables {
    transit_gateway_id = "shared"
  }

  expect_failures = [var.transit_gateway_id]
}

run "rejects_a_vpc_name" {
  command = plan

  variables {
    vpc_id = "main"
  }

  expect_failures = [var.vpc_id]
}

run "rejects_no_subnets" {
  command = plan

  variables {
    subnet_ids = []
  }

  expect_failures = [var.subnet_ids]
}

run "rejects_a_route_table_name" {
  command = plan

  variables {
    routes = { dev = { route_table_ids = { app = "app" }, cidrs = ["10.10.0.0/17"] } }
  }

  expect_failures = [var.routes]
}

run "rejects_a_route_to_everywhere" {
  command = plan

  variables {
    routes = { dev = { route_table_ids = { app = "rtb-0123456789abcdef0" }, cidrs = ["0.0.0.0/0"] } }
  }

  expect_failures = [var.routes]
}

run "rejects_a_range_that_starts_inside" {
  command = plan

  variables {
    routes = { dev = { route_table_ids = { app = "rtb-0123456789abcdef0" }, cidrs = ["10.10.1.0/17"] } }
  }

  expect_failures = [var.routes]
}
