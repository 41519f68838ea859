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

# Known ARNs make policies readable in the plan.
override_resource {
  target          = aws_cloudwatch_log_group.this
  override_during = plan
  values          = { arn = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/ecs/acme-dev-apps/acme-dev-report" }
}

override_resource {
  target          = aws_iam_role.execution
  override_during = plan
  values          = { arn = "arn:aws:iam::111111111111:role/acme-dev-report-execution" }
}

override_resource {
  target          = aws_iam_role.task
  override_during = plan
  values          = { arn = "arn:aws:iam::111111111111:role/acme-dev-report-task" }
}

variables {
  name        = "acme-dev-report"
  cluster_arn = "arn:aws:ecs:eu-west-1:111111111111:cluster/acme-dev-apps"
  vpc_id      = "vpc-0123456789abcdef0"
  subnet_ids  = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  image       = "222222222222.dkr.ecr.eu-west-1.amazonaws.com/acme/report:1.4.2"
  schedule    = { expression = "cron(0 3 * * ? *)" }
}

run "defaults" {
  command = plan

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].readonlyRootFilesystem && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].user == "65534:65534" && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.capabilities.drop == ["NET_RAW"]
    error_message = "the container must be read-only, without a root user and without raw sockets"
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].logConfiguration.options["awslogs-group"] == "/aws/ecs/acme-dev-apps/acme-dev-report" && aws_cloudwatch_log_group.this.retention_in_days == 365 && aws_kms_key.this[0].enable_key_rotation
    error_message = "the log needs a group with a retention and a key"
  }

  assert {
    condition     = aws_scheduler_schedule.this.state == "ENABLED" && aws_scheduler_schedule.this.target[0].arn == "arn:aws:ecs:eu-west-1:111111111111:cluster/acme-dev-apps" && !aws_scheduler_schedule.this.target[0].ecs_parameters[0].network_configuration[0].assign_public_ip && aws_scheduler_schedule.this.target[0].retry_policy[0].maximum_retry_attempts == 3
    error_message = "the schedule must run the task in the cluster without a public address"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.scheduler.statement : sort(statement.resources) if statement.sid == "PassRoles"][0] == tolist(["arn:aws:iam::111111111111:role/acme-dev-report-execution", "arn:aws:iam::111111111111:role/acme-dev-report-task"]) && [for statement in data.aws_iam_policy_document.scheduler.statement : tolist(statement.resources) if statement.sid == "RunTask"][0] == tolist(["arn:aws:ecs:eu-west-1:111111111111:task-definition/acme-dev-report:*"])
    error_message = "the schedule must run this task and pass its roles only"
  }

  assert {
    condition     = contains(flatten([for condition in data.aws_iam_policy_document.scheduler_trust.statement[0].condition : condition.values]), "arn:aws:scheduler:eu-west-1:111111111111:schedule-group/acme-dev-report")
    error_message = "the role must serve this schedule only"
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.outcome["failures"].event_pattern).detail["$or"][1].stopCode == ["TaskFailedToStart"] && jsondecode(aws_cloudwatch_event_rule.outcome["successes"].event_pattern).detail.containers.exitCode == [0]
    error_message = "failures and successes must be told apart"
  }

  assert {
    condition     = length(aws_sqs_queue.this) == 2 && alltrue([for queue in values(aws_sqs_queue.this) : queue.message_retention_seconds == 1209600]) && alltrue([for document in values(data.aws_iam_policy_document.queue) : document.statement[1].effect == "Deny"])
    error_message = "runs must be kept for two weeks, in queues that need TLS"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.did_not_run[0].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.did_not_run[0].evaluation_periods == 26 && aws_cloudwatch_metric_alarm.did_not_run[0].actions_enabled && aws_cloudwatch_metric_alarm.did_not_run[0].dimensions.QueueName == "acme-dev-report-successes"
    error_message = "silence must raise an alarm"
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.connects_to) + length(aws_iam_role_policy.task) == 0
    error_message = "the application must have no rights by default"
  }
}

run "paused_with_everything" {
  command = plan

  variables {
    schedule                 = { expression = "rate(6 hours)", time_zone = "Europe/Zurich", flexible_minutes = 15, enabled = false }
    success_within_hours     = 13
    capacity_provider_name   = "FARGATE_SPOT"
    key                      = { arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000" }
    container                = { user = "", command = ["report", "--all"] }
    environment              = { LOG_LEVEL = "info" }
    secrets                  = { DATABASE_PASSWORD = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme-dev-db-AbCdEf:password::" }
    connects_to              = { database = { security_group_id = "sg-0123456789abcdef1", port = 5432 } }
    task_role_policies       = { queue = "{}" }
    permissions_boundary_arn = "arn:aws:iam::111111111111:policy/landform-boundary"
    alarms_topic_arn         = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
  }

  assert {
    condition     = aws_scheduler_schedule.this.state == "DISABLED" && aws_scheduler_schedule.this.flexible_time_window[0].maximum_window_in_minutes == 15 && !aws_cloudwatch_metric_alarm.did_not_run[0].actions_enabled
    error_message = "a paused task must not run and must not be missed"
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && aws_cloudwatch_log_group.this.kms_key_id == "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000" && alltrue([for queue in values(aws_sqs_queue.this) : queue.kms_master_key_id == "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"])
    error_message = "the given key must be used"
  }

  assert {
    condition     = !can(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].user) && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].command == ["report", "--all"]
    error_message = "the image's own user must run the command"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.connects_to["database"].security_group_id == "sg-0123456789abcdef1" && length(aws_iam_role_policy.task) == 1 && [for statement in data.aws_iam_policy_document.execution.statement : tolist(statement.resources) if statement.sid == "ReadSecrets"][0] == tolist(["arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme-dev-db-AbCdEf"])
    error_message = "the task must reach its database and its secret"
  }

  assert {
    condition     = alltrue([for alarm in [aws_cloudwatch_metric_alarm.failed, aws_cloudwatch_metric_alarm.dropped, aws_cloudwatch_metric_alarm.did_not_run[0]] : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"])])
    error_message = "alarms must notify the topic"
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.execution, aws_iam_role.task, aws_iam_role.scheduler] : role.permissions_boundary == "arn:aws:iam::111111111111:policy/landform-boundary"])
    error_message = "every role must carry the boundary"
  }
}

run "monthly" {
  command = plan

  variables {
    schedule             = { expression = "cron(0 3 1 * ? *)" }
    success_within_hours = null
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.did_not_run) == 0
    error_message = "what runs once a month cannot be missed within a week"
  }
}

run "rejects_a_name_with_a_dot" {
  command = plan
  variables { name = "acme.report" }
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

run "rejects_a_cron_expression_of_five_fields" {
  command = plan
  variables { schedule = { expression = "cron(0 3 * * *)" } }
  expect_failures = [var.schedule]
}

run "rejects_an_odd_time_zone" {
  command = plan
  variables { schedule = { expression = "rate(1 hour)", time_zone = "+01:00" } }
  expect_failures = [var.schedule]
}

run "rejects_a_start_put_off_for_days" {
  command = plan
  variables { schedule = { expression = "rate(1 hour)", flexible_minutes = 3000 } }
  expect_failures = [var.schedule]
}

run "rejects_a_look_back_of_a_month" {
  command = plan
  variables { success_within_hours = 720 }
  expect_failures = [var.success_within_hours]
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

run "rejects_a_provider_of_instances" {
  command = plan
  variables { capacity_provider_name = "acme-dev-apps" }
  expect_failures = [var.capacity_provider_name]
}

run "rejects_a_retry_for_days" {
  command = plan
  variables { retry = { max_age_seconds = 172800 } }
  expect_failures = [var.retry]
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

run "rejects_an_unsupported_retention" {
  command = plan
  variables { log_retention_days = 100 }
  expect_failures = [var.log_retention_days]
}
