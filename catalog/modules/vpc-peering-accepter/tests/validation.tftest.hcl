mock_provider "aws" {}

variables {
  name          = "acme-shared-dev"
  connection_id = "pcx-0123456789abcdef0"
}

run "rejects_a_name_in_capitals" {
  command = plan

  variables {
    name = "Acme"
  }

  expect_failures = [var.name]
}

run "rejects_a_connection_name" {
  command = plan

  variables {
    connection_id = "shared"
  }

  expect_failures = [var.connection_id]
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
