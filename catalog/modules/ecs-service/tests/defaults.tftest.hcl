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
}

# Known ARNs make the container definition readable in the plan.
override_resource {
  target          = aws_cloudwatch_log_group.this
  override_during = plan
  values          = { arn = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/ecs/acme-dev-apps/acme-dev-web" }
}

variables {
  name         = "acme-dev-web"
  cluster_arn  = "arn:aws:ecs:eu-west-1:111111111111:cluster/acme-dev-apps"
  cluster_name = "acme-dev-apps"
  vpc_id       = "vpc-0123456789abcdef0"
  subnet_ids   = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  image        = "222222222222.dkr.ecr.eu-west-1.amazonaws.com/acme/web:1.4.2"
  port         = 8080
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_ecs_task_definition.this.network_mode == "awsvpc" && aws_ecs_task_definition.this.requires_compatibilities == toset(["FARGATE"]) && aws_ecs_task_definition.this.cpu == "256" && aws_ecs_task_definition.this.memory == "512"
    error_message = "the task must be a small one on Fargate"
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].readonlyRootFilesystem && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].mountPoints[*].containerPath == ["/tmp"] && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.capabilities.drop == ["NET_RAW"]
    error_message = "the container must be read-only but for /tmp, without raw sockets"
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].logConfiguration.options["awslogs-region"] == "eu-west-1" && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].logConfiguration.options["awslogs-group"] == "/aws/ecs/acme-dev-apps/acme-dev-web"
    error_message = "the log must go to the service's group in the cluster's region"
  }

  assert {
    condition     = !aws_ecs_service.this.network_configuration[0].assign_public_ip && !aws_ecs_service.this.enable_execute_command && aws_ecs_service.this.deployment_circuit_breaker[0].enable && aws_ecs_service.this.deployment_circuit_breaker[0].rollback
    error_message = "tasks must have no public address and no sessions, and bad deployments must be rolled back"
  }

  assert {
    condition     = aws_ecs_service.this.desired_count == 2 && aws_appautoscaling_target.this.min_capacity == 2 && aws_appautoscaling_target.this.max_capacity == 6 && sort(keys(aws_appautoscaling_policy.utilization)) == tolist(["cpu", "memory"])
    error_message = "the service must scale from 2 to 6 tasks on processor and memory"
  }

  assert {
    condition     = length(aws_lb_target_group.this) + length(aws_vpc_security_group_ingress_rule.load_balancer) + length(aws_vpc_security_group_ingress_rule.connects_to) + length(aws_appautoscaling_policy.requests) == 0 && length(aws_ecs_service.this.load_balancer) == 0
    error_message = "nothing may reach a service without a load balancer"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.execution.statement : tolist(statement.resources) if statement.sid == "PullImage"][0] == tolist(["arn:aws:ecr:eu-west-1:222222222222:repository/acme/web"])
    error_message = "the execution role must pull this repository only"
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 365 && aws_kms_key.logs[0].enable_key_rotation
    error_message = "the log needs a retention and a key"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.missing_tasks.treat_missing_data == "breaching" && length(aws_cloudwatch_metric_alarm.utilization) == 2 && try(length(aws_cloudwatch_metric_alarm.missing_tasks.alarm_actions), 0) == 0
    error_message = "alarms must exist even without a topic, and a silent service counts as down"
  }

  assert {
    condition     = output.alarm_names == tolist(["acme-dev-web-cpu", "acme-dev-web-memory", "acme-dev-web-missing-tasks"])
    error_message = "the names of all alarms must come out"
  }

  assert {
    condition     = length(aws_iam_role_policy.task) + length(aws_iam_role_policy.session) == 0
    error_message = "the application must have no rights by default"
  }
}

run "web" {
  command = plan

  variables {
    cpu    = 512
    memory = 1024
    load_balancer = {
      listener_arn      = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/acme-dev/0123456789abcdef/0123456789abcdef"
      security_group_id = "sg-0123456789abcdef0"
      arn_suffix        = "app/acme-dev/0123456789abcdef"
      priority          = 100
      hosts             = ["www.dev.acme.example"]
      health_check_path = "/health"
    }
    environment = { LOG_LEVEL = "info" }
    secrets = {
      DATABASE_PASSWORD = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme-dev-db-AbCdEf:password::"
      DATABASE_USER     = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme-dev-db-AbCdEf:username::"
      LICENCE           = "arn:aws:ssm:eu-west-1:111111111111:parameter/acme/licence"
    }
    connects_to = {
      database = { security_group_id = "sg-0123456789abcdef1", port = 5432 }
    }
    task_role_policies       = { cache = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
    autoscaling              = { requests_per_task = 1000, memory_percent = 0 }
    permissions_boundary_arn = "arn:aws:iam::111111111111:policy/landform-boundary"
    alarms_topic_arn         = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
  }

  assert {
    condition     = aws_lb_target_group.this[0].target_type == "ip" && aws_lb_target_group.this[0].health_check[0].path == "/health" && one(aws_ecs_service.this.load_balancer).container_port == 8080
    error_message = "tasks must be registered by address and be checked"
  }

  assert {
    condition     = length(aws_lb_listener_rule.this[0].condition) == 2 && aws_lb_listener_rule.this[0].priority == 100
    error_message = "requests must match the host and the path"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.load_balancer[0].referenced_security_group_id == "sg-0123456789abcdef0" && aws_vpc_security_group_egress_rule.load_balancer[0].security_group_id == "sg-0123456789abcdef0" && aws_vpc_security_group_egress_rule.load_balancer[0].from_port == 8080
    error_message = "the way from the load balancer must be open on both sides"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.connects_to["database"].security_group_id == "sg-0123456789abcdef1" && aws_vpc_security_group_ingress_rule.connects_to["database"].to_port == 5432 && aws_vpc_security_group_egress_rule.connects_to["database"].referenced_security_group_id == "sg-0123456789abcdef1"
    error_message = "the way to the database must be open on both sides"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.execution.statement : tolist(statement.resources) if statement.sid == "ReadSecrets"][0] == tolist(["arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme-dev-db-AbCdEf"])
    error_message = "the execution role must read the one secret behind both names"
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.execution.statement : statement if statement.sid == "DecryptSecrets" && length(statement.condition) == 2]) == 1 && [for statement in data.aws_iam_policy_document.execution.statement : tolist(statement.resources) if statement.sid == "ReadParameters"][0] == tolist(["arn:aws:ssm:eu-west-1:111111111111:parameter/acme/licence"])
    error_message = "decryption must be bound to the secrets, and parameters must be readable"
  }

  assert {
    condition     = length(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets) == 3 && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment == [{ name = "LOG_LEVEL", value = "info" }]
    error_message = "the container must get its environment and its secrets"
  }

  assert {
    condition     = aws_ecs_service.this.alarms[0].rollback && aws_ecs_service.this.alarms[0].alarm_names == toset(["acme-dev-web-server-errors"])
    error_message = "a deployment that raises the error alarm must be rolled back"
  }

  assert {
    condition     = sort(keys(aws_appautoscaling_policy.utilization)) == tolist(["cpu"]) && length(aws_appautoscaling_policy.requests) == 1 && sort(keys(aws_iam_role_policy.task)) == tolist(["cache"])
    error_message = "the service must scale on requests instead of memory, and the application must have its policy"
  }

  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.utilization), [aws_cloudwatch_metric_alarm.missing_tasks], aws_cloudwatch_metric_alarm.server_errors, aws_cloudwatch_metric_alarm.latency, aws_cloudwatch_metric_alarm.no_healthy_task) : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"]) && alarm.ok_actions == alarm.alarm_actions])
    error_message = "alarms must notify the topic"
  }

  assert {
    condition     = output.alarm_names == tolist(["acme-dev-web-cpu", "acme-dev-web-latency", "acme-dev-web-memory", "acme-dev-web-missing-tasks", "acme-dev-web-no-healthy-task", "acme-dev-web-server-errors"])
    error_message = "the names of all alarms must come out, with those of the load balancer"
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.execution, aws_iam_role.task] : role.permissions_boundary == "arn:aws:iam::111111111111:policy/landform-boundary"])
    error_message = "every role must carry the boundary"
  }
}

run "worker_on_instances_with_sessions" {
  command = plan

  variables {
    image                  = "public.ecr.aws/docker/library/busybox:1.36"
    capacity_provider_name = "acme-dev-apps"
    cpu                    = 256
    memory                 = 3000
    desired                = { min = 0, max = 4 }
    logs                   = { retention_days = 30, key = { arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000" } }
    exec = {
      kms_key_arn   = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
      log_group_arn = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/ecs/acme-dev-apps/sessions"
    }
    container = {
      command              = ["sh", "-c", "sleep infinity"]
      user                 = "65534"
      health_check_command = ["CMD-SHELL", "true"]
    }
  }

  assert {
    condition     = aws_ecs_task_definition.this.requires_compatibilities == toset(["EC2"]) && one(aws_ecs_service.this.capacity_provider_strategy).capacity_provider == "acme-dev-apps"
    error_message = "the service must run on the instances, where any amount of memory is fine"
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].mountPoints[*].containerPath == ["/tmp", "/var/lib/amazon", "/var/log/amazon"] && aws_ecs_service.this.enable_execute_command && length(aws_iam_role_policy.session) == 1
    error_message = "sessions need writable paths and rights"
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].user == "65534" && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].healthCheck.command == ["CMD-SHELL", "true"] && !can(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].entryPoint)
    error_message = "options that are set must be in the definition, others must not"
  }

  assert {
    condition     = length(aws_kms_key.logs) == 0 && aws_cloudwatch_log_group.this.kms_key_id == "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
    error_message = "the given key must be used"
  }

  assert {
    condition     = !contains(data.aws_iam_policy_document.execution.statement[*].sid, "PullImage") && aws_cloudwatch_metric_alarm.missing_tasks.treat_missing_data == "notBreaching"
    error_message = "a public image needs no registry rights, and a service of no tasks may be silent"
  }
}

run "rejects_a_long_name" {
  command = plan
  variables { name = "acme-production-customer-portal-web" }
  expect_failures = [var.name]
}

run "rejects_a_cluster_name_as_arn" {
  command = plan
  variables { cluster_arn = "acme-dev-apps" }
  expect_failures = [var.cluster_arn]
}

run "rejects_no_subnets" {
  command = plan
  variables { subnet_ids = [] }
  expect_failures = [var.subnet_ids]
}

run "rejects_the_tag_latest" {
  command = plan
  variables { image = "nginx:latest" }
  expect_failures = [var.image]
}

run "rejects_an_image_without_tag" {
  command = plan
  variables { image = "registry.example:5000/nginx" }
  expect_failures = [var.image]
}

run "rejects_a_port_above_65535" {
  command = plan
  variables { port = 70000 }
  expect_failures = [var.port]
}

run "rejects_odd_processor_units" {
  command = plan
  variables { cpu = 300 }
  expect_failures = [var.cpu]
}

run "rejects_little_memory" {
  command = plan
  variables { memory = 128 }
  expect_failures = [var.memory]
}

run "rejects_memory_that_fargate_lacks" {
  command = plan
  variables { memory = 4096 }
  expect_failures = [aws_ecs_task_definition.this]
}

run "rejects_a_name_in_environment_and_secrets" {
  command = plan
  variables {
    environment = { TOKEN = "x" }
    secrets     = { TOKEN = "arn:aws:ssm:eu-west-1:111111111111:parameter/token" }
  }
  expect_failures = [aws_ecs_task_definition.this]
}

run "rejects_a_minimum_above_the_maximum" {
  command = plan
  variables { desired = { min = 9 } }
  expect_failures = [var.desired]
}

run "rejects_a_priority_of_zero" {
  command = plan
  variables { load_balancer = { listener_arn = "arn", security_group_id = "sg-1", arn_suffix = "app/a/1", priority = 0 } }
  expect_failures = [var.load_balancer]
}

run "rejects_six_conditions" {
  command = plan
  variables { load_balancer = { listener_arn = "arn", security_group_id = "sg-1", arn_suffix = "app/a/1", priority = 1, paths = ["/a", "/b", "/c", "/d", "/e", "/f"] } }
  expect_failures = [var.load_balancer]
}

run "rejects_a_relative_path" {
  command = plan
  variables { load_balancer = { listener_arn = "arn", security_group_id = "sg-1", arn_suffix = "app/a/1", priority = 1, health_check_path = "health" } }
  expect_failures = [var.load_balancer]
}

run "rejects_an_unknown_protocol" {
  command = plan
  variables { load_balancer = { listener_arn = "arn", security_group_id = "sg-1", arn_suffix = "app/a/1", priority = 1, protocol = "TCP" } }
  expect_failures = [var.load_balancer]
}

run "rejects_a_bad_variable_name" {
  command = plan
  variables { environment = { "1x" = "y" } }
  expect_failures = [var.environment]
}

run "rejects_a_secret_that_is_no_arn" {
  command = plan
  variables { secrets = { TOKEN = "hunter2" } }
  expect_failures = [var.secrets]
}

run "rejects_a_target_without_port" {
  command = plan
  variables { connects_to = { database = { security_group_id = "sg-1", port = 0 } } }
  expect_failures = [var.connects_to]
}

run "rejects_a_network_that_is_no_cidr" {
  command = plan
  variables { https_egress = { internet = "anywhere" } }
  expect_failures = [var.https_egress]
}

run "rejects_a_bad_policy_name" {
  command = plan
  variables { task_role_policies = { "my policy" = "{}" } }
  expect_failures = [var.task_role_policies]
}

run "rejects_an_unknown_architecture" {
  command = plan
  variables { container = { architecture = "MIPS" } }
  expect_failures = [var.container]
}

run "rejects_a_writable_root_path" {
  command = plan
  variables { container = { writable_paths = ["/"] } }
  expect_failures = [var.container]
}

run "rejects_a_long_stop_timeout" {
  command = plan
  variables { container = { stop_timeout_seconds = 600 } }
  expect_failures = [var.container]
}

run "rejects_a_small_ephemeral_storage" {
  command = plan
  variables { container = { ephemeral_storage_gb = 10 } }
  expect_failures = [var.container]
}

run "rejects_a_target_above_100" {
  command = plan
  variables { autoscaling = { cpu_percent = 150 } }
  expect_failures = [var.autoscaling]
}

run "rejects_negative_requests" {
  command = plan
  variables { autoscaling = { requests_per_task = -1 } }
  expect_failures = [var.autoscaling]
}

run "rejects_a_deployment_without_room" {
  command = plan
  variables { deployment = { maximum_percent = 100 } }
  expect_failures = [var.deployment]
}

run "rejects_an_unsupported_retention" {
  command = plan
  variables { logs = { retention_days = 100 } }
  expect_failures = [var.logs]
}

run "rejects_a_threshold_of_zero" {
  command = plan
  variables { alarm_thresholds = { server_errors = 0 } }
  expect_failures = [var.alarm_thresholds]
}
