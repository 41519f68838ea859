mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-0fedcba9876543210" }
  }
}

variables {
  name = "acme-dev-apps"
}

run "fargate_by_default" {
  command = plan

  assert {
    condition     = one(aws_ecs_cluster.this.setting).value == "enhanced"
    error_message = "enhanced metrics must be on"
  }

  assert {
    condition     = aws_ecs_cluster.this.configuration[0].execute_command_configuration[0].logging == "OVERRIDE" && aws_ecs_cluster.this.configuration[0].execute_command_configuration[0].log_configuration[0].cloud_watch_encryption_enabled
    error_message = "sessions must be recorded, encrypted"
  }

  assert {
    condition     = aws_ecs_cluster_capacity_providers.this.capacity_providers == toset(["FARGATE", "FARGATE_SPOT"]) && one(aws_ecs_cluster_capacity_providers.this.default_capacity_provider_strategy).capacity_provider == "FARGATE"
    error_message = "tasks must run on demand on Fargate"
  }

  assert {
    condition     = aws_cloudwatch_log_group.sessions.retention_in_days == 365 && aws_cloudwatch_log_group.performance.name == "/aws/ecs/containerinsights/acme-dev-apps/performance" && aws_kms_key.this.enable_key_rotation
    error_message = "log groups need a retention, and the key must rotate"
  }

  assert {
    condition     = output.capacity_provider_name == "FARGATE" && output.instance_security_group_id == null && output.cluster_name == "acme-dev-apps"
    error_message = "a Fargate cluster has no instances"
  }

  assert {
    condition     = length(aws_autoscaling_group.this) + length(aws_iam_role.instances) + length(aws_cloudwatch_metric_alarm.cluster) == 0
    error_message = "a Fargate cluster needs neither instances nor their alarms"
  }
}

run "spot" {
  command = plan

  variables {
    fargate_spot = { spot_weight = 3 }
  }

  assert {
    condition     = { for strategy in aws_ecs_cluster_capacity_providers.this.default_capacity_provider_strategy : strategy.capacity_provider => [strategy.base, strategy.weight] } == { FARGATE = [1, 1], FARGATE_SPOT = [0, 3] }
    error_message = "the first task must run on demand, three quarters of the rest on Spot"
  }
}

run "ec2" {
  command = plan

  variables {
    ec2 = {
      vpc_id     = "vpc-0123456789abcdef0"
      subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    }
    permissions_boundary_arn = "arn:aws:iam::111111111111:policy/landform-boundary"
    alarms_topic_arn         = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
  }

  assert {
    condition     = aws_launch_template.this[0].image_id == "ami-0fedcba9876543210" && aws_launch_template.this[0].metadata_options[0].http_tokens == "required" && aws_launch_template.this[0].metadata_options[0].http_put_response_hop_limit == 1
    error_message = "instances must use the looked-up image and IMDSv2 without extra hops"
  }

  assert {
    condition     = aws_launch_template.this[0].block_device_mappings[0].ebs[0].encrypted == "true"
    error_message = "volumes must be encrypted"
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.this[0].user_data), "\nECS_CLUSTER=acme-dev-apps\n")
    error_message = "instances must join the cluster"
  }

  assert {
    condition     = aws_autoscaling_group.this[0].protect_from_scale_in && aws_autoscaling_group.this[0].min_size == 2 && aws_autoscaling_group.this[0].max_instance_lifetime == 2592000
    error_message = "instances must be protected while they run tasks, and be replaced regularly"
  }

  assert {
    condition     = aws_ecs_capacity_provider.ec2[0].auto_scaling_group_provider[0].managed_draining == "ENABLED" && aws_ecs_capacity_provider.ec2[0].auto_scaling_group_provider[0].managed_termination_protection == "ENABLED" && aws_ecs_capacity_provider.ec2[0].auto_scaling_group_provider[0].managed_scaling[0].target_capacity == 90
    error_message = "ECS must scale, protect and drain the instances"
  }

  assert {
    condition     = output.capacity_provider_name == "acme-dev-apps" && one(aws_ecs_cluster_capacity_providers.this.default_capacity_provider_strategy).capacity_provider == "acme-dev-apps"
    error_message = "services must run on the instances by default"
  }

  assert {
    condition     = sort(keys(aws_iam_role_policy_attachment.instances)) == tolist(["ecs", "ssm"])
    error_message = "instances must be reachable through Session Manager"
  }

  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.cluster), aws_cloudwatch_metric_alarm.at_maximum, aws_cloudwatch_metric_alarm.instance_status) : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"])]) && length(aws_cloudwatch_metric_alarm.cluster) == 4
    error_message = "alarms must notify the topic"
  }

  assert {
    condition     = aws_iam_role.instances[0].permissions_boundary == "arn:aws:iam::111111111111:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "ec2_with_named_image" {
  command = plan

  variables {
    ec2 = {
      vpc_id     = "vpc-0123456789abcdef0"
      subnet_ids = ["subnet-0123456789abcdef0"]
      ami_id     = "ami-0123456789abcdef0"
      min_size   = 3
      max_size   = 3
    }
  }

  assert {
    condition     = aws_launch_template.this[0].image_id == "ami-0123456789abcdef0" && length(data.aws_ssm_parameter.image) == 0
    error_message = "a named image must be used without a lookup"
  }

  assert {
    condition     = !aws_cloudwatch_metric_alarm.at_maximum[0].actions_enabled
    error_message = "a group of fixed size must not alarm at its maximum"
  }
}

run "rejects_a_name_with_spaces" {
  command = plan
  variables { name = "my apps" }
  expect_failures = [var.name]
}

run "rejects_a_reserved_name" {
  command = plan
  variables { name = "ecs-apps" }
  expect_failures = [var.name]
}

run "rejects_a_minimum_above_the_maximum" {
  command = plan
  variables { ec2 = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], min_size = 5, max_size = 2, ami_id = "ami-0123456789abcdef0" } }
  expect_failures = [var.ec2]
}

run "rejects_an_unknown_architecture" {
  command = plan
  variables { ec2 = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], architecture = "riscv", ami_id = "ami-0123456789abcdef0" } }
  expect_failures = [var.ec2]
}

run "rejects_a_bad_instance_type" {
  command = plan
  variables { ec2 = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], instance_type = "large" } }
  expect_failures = [var.ec2]
}

run "rejects_a_bad_image" {
  command = plan
  variables { ec2 = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], ami_id = "al2023" } }
  expect_failures = [var.ec2]
}

run "rejects_a_target_above_100" {
  command = plan
  variables { ec2 = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], target_capacity_percent = 120 } }
  expect_failures = [var.ec2]
}

run "rejects_a_small_volume" {
  command = plan
  variables { ec2 = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], root_volume_gb = 8 } }
  expect_failures = [var.ec2]
}

run "rejects_weights_of_nothing" {
  command = plan
  variables { fargate_spot = { on_demand_weight = 0, spot_weight = 0 } }
  expect_failures = [var.fargate_spot]
}

run "rejects_unknown_insights" {
  command = plan
  variables { container_insights = "full" }
  expect_failures = [var.container_insights]
}

run "rejects_an_unsupported_retention" {
  command = plan
  variables { log_retention_days = 100 }
  expect_failures = [var.log_retention_days]
}

run "rejects_a_threshold_above_100" {
  command = plan
  variables { alarm_thresholds = { cpu_percent = 101 } }
  expect_failures = [var.alarm_thresholds]
}
