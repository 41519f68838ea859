mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
}

variables {
  name = "acme-dev"
}

run "empty" {
  command = plan

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 0
    error_message = "what is not there takes no room"
  }
}

run "one_environment" {
  command = plan

  variables {
    alarm_arns      = ["arn:aws:cloudwatch:eu-west-1:333333333333:alarm:a", "arn:aws:cloudwatch:eu-west-1:333333333333:alarm:b"]
    load_balancers  = { public = { arn_suffix = "app/acme-dev/50dc6c495c0c9188" } }
    ecs_services    = { web = { cluster_name = "acme-dev", service_name = "web" }, worker = { cluster_name = "acme-dev", service_name = "worker" } }
    aurora_clusters = { main = { cluster_identifier = "acme-dev" } }
    caches          = { sessions = { replication_group_id = "acme-dev" } }
    nat_gateways    = { a = { nat_gateway_id = "nat-0123456789abcdef0" } }
  }

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets[0].properties.alarms) == 2 && jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets[0].height == 2
    error_message = "alarms must come first"
  }

  assert {
    condition     = [for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : [widget.properties.markdown, widget.y] if widget.type == "text"] == [["## Load balancers", 2], ["## Services", 9], ["## Databases", 22], ["## Caches", 29], ["## NAT gateways", 36]]
    error_message = "each section must begin below the one before"
  }

  assert {
    condition     = length([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget if widget.type == "metric"]) == 3 + 2 * 2 + 4 + 3 + 3
    error_message = "each item must have its charts"
  }

  # No two widgets may cover the same spot, and none may reach over the edge.
  assert {
    condition = length(distinct(flatten([
      for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : [for x in range(widget.x, widget.x + widget.width) : [for y in range(widget.y, widget.y + widget.height) : "${x}/${y}"]]
      ]))) == sum([
      for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.width * widget.height
    ]) && alltrue([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.x + widget.width <= 24])
    error_message = "widgets must lie side by side"
  }

  assert {
    condition = [for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.properties.metrics if try(widget.properties.title, "") == "public: latency in seconds"][0] == [
      ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", "app/acme-dev/50dc6c495c0c9188", { stat = "p50", label = "p50" }],
      ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", "app/acme-dev/50dc6c495c0c9188", { stat = "p99", label = "p99" }],
    ]
    error_message = "latency must show the middle and the tail"
  }

  assert {
    condition     = [for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.properties.metrics[*][3] if try(widget.properties.title, "") == "sessions: evictions"][0] == ["acme-dev-001", "acme-dev-002"]
    error_message = "each node of a cache must have a line"
  }

  assert {
    condition     = [for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.properties.yAxis.left if try(widget.properties.title, "") == "web: cpu and memory in percent"][0] == { min = 0, max = 100 } && alltrue([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.properties.region == "eu-west-1" if widget.type == "metric"])
    error_message = "shares must be charts up to 100, in the region of the dashboard"
  }
}

run "across_accounts" {
  command = plan

  variables {
    load_balancers = {
      dev  = { arn_suffix = "app/acme-dev/50dc6c495c0c9188", account_id = "333333333333" }
      prod = { arn_suffix = "app/acme-prod/60dc6c495c0c9188", account_id = "444444444444", region = "eu-central-1" }
    }
    caches = { prod = { replication_group_id = "acme-prod", nodes_per_shard = 1, shards = 2, account_id = "444444444444" } }
  }

  assert {
    condition     = [for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : [widget.properties.region, widget.properties.metrics[0][4].accountId] if endswith(try(widget.properties.title, ""), ": requests")] == [["eu-west-1", "333333333333"], ["eu-central-1", "444444444444"]]
    error_message = "metrics must be read where they are"
  }

  assert {
    condition     = [for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.properties.metrics[*][3] if try(widget.properties.title, "") == "prod: evictions"][0] == ["acme-prod-0001-001", "acme-prod-0002-001"]
    error_message = "nodes in cluster mode carry their shard"
  }
}

run "many_alarms" {
  command = plan

  variables {
    alarm_arns = [for index in range(150) : "arn:aws:cloudwatch:eu-west-1:333333333333:alarm:${index}"]
  }

  assert {
    condition     = [for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : length(widget.properties.alarms)] == [100, 50] && jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets[1].y == jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets[0].height
    error_message = "a widget holds 100 alarms"
  }
}

run "rejects_too_much_for_one_dashboard" {
  command = plan
  variables { nat_gateways = { for index in range(170) : "n${index}" => { nat_gateway_id = "nat-${index}" } } }
  expect_failures = [aws_cloudwatch_dashboard.this]
}

run "rejects_a_name_with_a_space" {
  command = plan
  variables { name = "acme dev" }
  expect_failures = [var.name]
}

run "rejects_the_name_of_an_alarm" {
  command = plan
  variables { alarm_arns = ["acme-dev-unwell"] }
  expect_failures = [var.alarm_arns]
}

run "rejects_a_whole_arn" {
  command = plan
  variables { load_balancers = { public = { arn_suffix = "arn:aws:elasticloadbalancing:eu-west-1:333333333333:loadbalancer/app/acme-dev/50dc6c495c0c9188" } } }
  expect_failures = [var.load_balancers]
}

run "rejects_the_arn_of_a_cluster" {
  command = plan
  variables { ecs_services = { web = { cluster_name = "arn:aws:ecs:eu-west-1:333333333333:cluster/acme", service_name = "web" } } }
  expect_failures = [var.ecs_services]
}

run "rejects_a_bad_database" {
  command = plan
  variables { aurora_clusters = { main = { cluster_identifier = "0acme" } } }
  expect_failures = [var.aurora_clusters]
}

run "rejects_a_cache_without_nodes" {
  command = plan
  variables { caches = { main = { replication_group_id = "acme", nodes_per_shard = 0 } } }
  expect_failures = [var.caches]
}

run "rejects_a_bad_nat_gateway" {
  command = plan
  variables { nat_gateways = { a = { nat_gateway_id = "eni-0123" } } }
  expect_failures = [var.nat_gateways]
}

run "rejects_a_bad_account" {
  command = plan
  variables {
    load_balancers  = { a = { arn_suffix = "app/acme-dev/50dc6c495c0c9188", account_id = "1234" } }
    ecs_services    = { a = { cluster_name = "acme", service_name = "web", account_id = "1234" } }
    aurora_clusters = { a = { cluster_identifier = "acme", account_id = "1234" } }
    caches          = { a = { replication_group_id = "acme", account_id = "1234" } }
    nat_gateways    = { a = { nat_gateway_id = "nat-0123", account_id = "1234" } }
  }
  expect_failures = [var.load_balancers, var.ecs_services, var.aurora_clusters, var.caches, var.nat_gateways]
}

run "rejects_an_odd_period" {
  command = plan
  variables { period_seconds = 45 }
  expect_failures = [var.period_seconds]
}

run "rejects_a_bad_time_range" {
  command = plan
  variables { time_range = "3h" }
  expect_failures = [var.time_range]
}

run "no_role_of_its_own" {
  command = plan

  assert {
    condition     = length(aws_iam_service_linked_role.cross_account) == 0
    error_message = "a dashboard of its own account needs no role"
  }
}

run "shows_other_accounts" {
  command = plan

  variables { cross_account = true }

  assert {
    condition     = aws_iam_service_linked_role.cross_account[0].aws_service_name == "cloudwatch-crossaccount.amazonaws.com"
    error_message = "CloudWatch needs its role to show metrics of other accounts"
  }
}
