mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1c", "eu-west-1a", "eu-west-1b", "eu-west-1d"] }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name = "acme-prod"
  cidr = "10.30.0.0/16"
}

run "rejects_a_name_in_capitals" {
  command = plan

  variables {
    name = "Acme"
  }

  expect_failures = [var.name]
}

run "rejects_a_small_cidr" {
  command = plan

  variables {
    cidr = "10.30.0.0/23"
  }

  expect_failures = [var.cidr]
}

run "rejects_a_cidr_with_host_bits" {
  command = plan

  variables {
    cidr = "10.30.1.0/16"
  }

  expect_failures = [var.cidr]
}

run "rejects_a_public_cidr" {
  command = plan

  variables {
    cidr = "52.30.0.0/16"
  }

  expect_failures = [var.cidr]
}

run "rejects_a_cidr_that_is_none" {
  command = plan

  variables {
    cidr = "ten"
  }

  expect_failures = [var.cidr]
}

run "rejects_one_zone" {
  command = plan

  variables {
    zone_count = 1
  }

  expect_failures = [var.zone_count]
}

run "rejects_a_single_named_zone" {
  command = plan

  variables {
    availability_zones = ["eu-west-1a"]
  }

  expect_failures = [var.availability_zones]
}

run "rejects_a_local_zone" {
  command = plan

  variables {
    availability_zones = ["us-west-2a", "us-west-2-lax-1a"]
  }

  expect_failures = [var.availability_zones]
}

run "rejects_a_zone_named_twice" {
  command = plan

  variables {
    availability_zones = ["eu-west-1a", "eu-west-1a"]
  }

  expect_failures = [var.availability_zones]
}

run "rejects_an_unknown_nat_mode" {
  command = plan

  variables {
    nat = "two"
  }

  expect_failures = [var.nat]
}

run "rejects_a_retention_that_does_not_exist" {
  command = plan

  variables {
    flow_logs = { cloudwatch = { retention_days = 100 } }
  }

  expect_failures = [var.flow_logs]
}

run "rejects_a_bucket_name_for_an_arn" {
  command = plan

  variables {
    flow_logs = { s3_bucket_arn = "acme-logs" }
  }

  expect_failures = [var.flow_logs]
}

run "rejects_an_unknown_gateway_endpoint" {
  command = plan

  variables {
    gateway_endpoints = ["ec2"]
  }

  expect_failures = [var.gateway_endpoints]
}

run "rejects_a_policy_for_no_endpoint" {
  command = plan

  variables {
    gateway_endpoint_policies = { ec2 = "{}" }
  }

  expect_failures = [var.gateway_endpoint_policies]
}

run "rejects_a_policy_that_is_not_json" {
  command = plan

  variables {
    gateway_endpoint_policies = { s3 = "allow" }
  }

  expect_failures = [var.gateway_endpoint_policies]
}

run "rejects_a_full_service_name" {
  command = plan

  variables {
    interface_endpoints = ["Com.Amazonaws/logs"]
  }

  expect_failures = [var.interface_endpoints]
}

run "rejects_the_internet_as_a_peer" {
  command = plan

  variables {
    peer_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.peer_cidrs]
}

run "rejects_more_peers_than_rules" {
  command = plan

  variables {
    peer_cidrs = [for n in range(11) : "10.${n}.0.0/16"]
  }

  expect_failures = [var.peer_cidrs]
}

run "rejects_a_topic_name_for_an_arn" {
  command = plan

  variables {
    alarms_topic_arn = "alarms"
  }

  expect_failures = [var.alarms_topic_arn]
}
