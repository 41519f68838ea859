data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = split(":", var.cluster_arn)[3]

  cluster_name = split("/", var.cluster_arn)[1]

  # Memory that Fargate supports, by processor units: smallest, largest, step.
  fargate_memory = {
    256   = { min = 512, max = 2048, step = 512 }
    512   = { min = 1024, max = 4096, step = 1024 }
    1024  = { min = 2048, max = 8192, step = 1024 }
    2048  = { min = 4096, max = 16384, step = 1024 }
    4096  = { min = 8192, max = 30720, step = 1024 }
    8192  = { min = 16384, max = 61440, step = 4096 }
    16384 = { min = 32768, max = 122880, step = 8192 }
  }
  memory_range = local.fargate_memory[tostring(var.cpu)]

  writable_paths = var.container.writable_root ? [] : sort(var.container.writable_paths)
  volumes        = { for path in local.writable_paths : path => "scratch-${substr(sha1(path), 0, 8)}" }

  container_options = {
    command    = var.container.command
    entryPoint = var.container.entrypoint
    user       = var.container.user == "" ? null : var.container.user
  }

  container = merge(
    {
      name                   = var.name
      image                  = var.image
      essential              = true
      readonlyRootFilesystem = !var.container.writable_root
      stopTimeout            = var.container.stop_timeout_seconds
      environment            = [for name, value in var.environment : { name = name, value = value }]
      secrets                = [for name, arn in var.secrets : { name = name, valueFrom = arn }]
      mountPoints            = [for path, volume in local.volumes : { sourceVolume = volume, containerPath = path, readOnly = false }]

      linuxParameters = {
        initProcessEnabled = true
        capabilities       = { add = [], drop = sort(var.container.dropped_capabilities) }
      }

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this.name
          awslogs-region        = local.region
          awslogs-stream-prefix = "run"

          # A program must not stand still because its log cannot be delivered.
          mode            = "non-blocking"
          max-buffer-size = "25m"
        }
      }
    },
    { for key, value in local.container_options : key => value if value != null },
  )
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  cpu                      = var.cpu
  memory                   = var.memory
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode([local.container])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.container.architecture
  }

  dynamic "volume" {
    for_each = local.volumes

    content {
      name = volume.value
    }
  }

  dynamic "ephemeral_storage" {
    for_each = var.container.ephemeral_storage_gb == null ? [] : [var.container.ephemeral_storage_gb]

    content {
      size_in_gib = ephemeral_storage.value
    }
  }

  lifecycle {
    precondition {
      condition     = var.memory >= local.memory_range.min && var.memory <= local.memory_range.max && var.memory % local.memory_range.step == 0
      error_message = "with ${var.cpu} processor units Fargate supports ${local.memory_range.min} to ${local.memory_range.max} MiB of memory in steps of ${local.memory_range.step}"
    }

    precondition {
      condition     = length(setintersection(keys(var.environment), keys(var.secrets))) == 0
      error_message = "a name must not be both in `environment` and in `secrets`"
    }
  }
}

resource "aws_scheduler_schedule_group" "this" {
  name = var.name
}

resource "aws_scheduler_schedule" "this" {
  name                         = var.name
  group_name                   = aws_scheduler_schedule_group.this.name
  description                  = "Starts the task ${var.name}"
  schedule_expression          = var.schedule.expression
  schedule_expression_timezone = var.schedule.time_zone
  state                        = var.schedule.enabled ? "ENABLED" : "DISABLED"

  flexible_time_window {
    mode                      = var.schedule.flexible_minutes > 0 ? "FLEXIBLE" : "OFF"
    maximum_window_in_minutes = var.schedule.flexible_minutes > 0 ? var.schedule.flexible_minutes : null
  }

  target {
    arn      = var.cluster_arn
    role_arn = aws_iam_role.scheduler.arn

    ecs_parameters {
      task_definition_arn     = aws_ecs_task_definition.this.arn
      task_count              = 1
      enable_ecs_managed_tags = true
      enable_execute_command  = false
      propagate_tags          = "TASK_DEFINITION"

      capacity_provider_strategy {
        capacity_provider = var.capacity_provider_name
        base              = 0
        weight            = 1
      }

      network_configuration {
        subnets          = var.subnet_ids
        security_groups  = [aws_security_group.this.id]
        assign_public_ip = false
      }
    }

    dead_letter_config {
      arn = aws_sqs_queue.this["failures"].arn
    }

    retry_policy {
      maximum_retry_attempts       = var.retry.attempts
      maximum_event_age_in_seconds = var.retry.max_age_seconds
    }
  }

  # The first run needs its rights and routes, and nobody should miss how it ends.
  depends_on = [
    aws_cloudwatch_event_target.outcome,
    aws_iam_role_policy.execution,
    aws_iam_role_policy.scheduler,
    aws_iam_role_policy.task,
    aws_vpc_security_group_egress_rule.connects_to,
    aws_vpc_security_group_egress_rule.https,
    aws_vpc_security_group_ingress_rule.connects_to,
  ]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group_name
  retention_in_days = var.log_retention_days
  kms_key_id        = local.key_arn
}
