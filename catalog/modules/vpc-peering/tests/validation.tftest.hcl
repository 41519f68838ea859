mock_provider "aws" {}

variables {
  name   = "acme-shared-dev"
  vpc_id = "vpc-0123456789abcdef0"
  peer   = { vpc_id = "vpc-0123456789abcdef1" }
}

run "rejects_a_name_in_capitals" {
  command = plan

  variables {
    name = "Acme"
  }

  expect_failures = [var.name]
}

run "rejects_a_vpc_name" {
  command = plan

  variables {
    vpc_id = "main"
  }

  expect_failures = [var.vpc_id]
}

run "rejects_a_peer_name" {
  command = plan

  variables {
    peer = { vpc_id = "main" }
  }

  expect_failures = [var.peer]
}

run "rejects_a_short_account_id" {
  command = plan

  variables {
    peer = { vpc_id = "vpc-0123456789abcdef1", account_id = "1234" }
  }

  expect_failures = [var.peer]
}

run "rejects_a_zone_for_a_region" {
  command = plan

  variables {
    peer = { vpc_id = "vpc-0123456789abcdef1", region = "eu-west-1a" }
  }

  expect_failures = [var.peer]
}

run "rejects_accepting_for_another_account" {
  command = plan

  variables {
    accept = true
    peer   = { vpc_id = "vpc-0123456789abcdef1", account_id = "333333333333" }
  }

  expect_failures = [aws_vpc_peering_connection.this]
}

run "rejects_a_peer_of_itself" {
  command = plan

  variables {
    peer = { vpc_id = "vpc-0123456789abcdef0" }
  }

  expect_failures = [aws_vpc_peering_connection.this]
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
