data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = split(":", var.cluster_arn)[3]

  on_fargate = contains(["FARGATE", "FARGATE_SPOT"], var.capacity_provider_name)
  lb_count   = var.load_balancer != null ? 1 : 0

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

  # The agent behind interactive sessions writes to these two, even on a read-only file system.
  session_paths  = var.exec == null ? [] : ["/var/lib/amazon", "/var/log/amazon"]
  writable_paths = var.container.writable_root ? [] : sort(setunion(var.container.writable_paths, local.session_paths))
  volumes        = { for path in local.writable_paths : path => "scratch-${substr(sha1(path), 0, 8)}" }

  container_options = {
    command    = var.container.command
    entryPoint = var.container.entrypoint
    user       = var.container.user
    healthCheck = var.container.health_check_command == null ? null : {
      command  = var.container.health_check_command
      interval = 30
      retries  = 3
      timeout  = 5
    }
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
      portMappings           = [{ containerPort = var.port, hostPort = var.port, protocol = "tcp" }]

      linuxParameters = {
        initProcessEnabled = true
        capabilities       = { add = [], drop = sort(var.container.dropped_capabilities) }
      }

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this.name
          awslogs-region        = local.region
          awslogs-stream-prefix = "task"

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
  requires_compatibilities = [local.on_fargate ? "FARGATE" : "EC2"]
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
      condition     = !local.on_fargate || (var.memory >= local.memory_range.min && var.memory <= local.memory_range.max && (var.memory % local.memory_range.step == 0))
      error_message = "with ${var.cpu} processor units Fargate supports ${local.memory_range.min} to ${local.memory_range.max} MiB of memory in steps of ${local.memory_range.step}"
    }

    precondition {
      condition     = length(setintersection(keys(var.environment), keys(var.secrets))) == 0
      error_message = "a name must not be both in `environment` and in `secrets`"
    }
  }
}

resource "aws_ecs_service" "this" {
  name                               = var.name
  cluster                            = var.cluster_arn
  task_definition                    = aws_ecs_task_definition.this.arn
  desired_count                      = var.desired.min
  availability_zone_rebalancing      = "ENABLED"
  deployment_minimum_healthy_percent = var.deployment.minimum_healthy_percent
  deployment_maximum_percent         = var.deployment.maximum_percent
  wait_for_steady_state              = var.deployment.wait_for_steady_state
  enable_execute_command             = var.exec != null
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"
  health_check_grace_period_seconds  = var.load_balancer == null ? null : var.load_balancer.health_check_grace_seconds

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

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  dynamic "alarms" {
    for_each = local.lb_count > 0 ? [aws_cloudwatch_metric_alarm.server_errors[0].alarm_name] : []

    content {
      enable      = true
      rollback    = true
      alarm_names = [alarms.value]
    }
  }

  dynamic "load_balancer" {
    for_each = aws_lb_target_group.this

    content {
      target_group_arn = load_balancer.value.arn
      container_name   = var.name
      container_port   = var.port
    }
  }

  lifecycle {
    # Scaling decides.
    ignore_changes = [desired_count]
  }

  # A target group must hang on its listener, and tasks need their rights and routes, before the first one starts.
  depends_on = [
    aws_iam_role_policy.execution,
    aws_iam_role_policy.task,
    aws_iam_role_policy.session,
    aws_lb_listener_rule.this,
    aws_vpc_security_group_egress_rule.connects_to,
    aws_vpc_security_group_egress_rule.https,
    aws_vpc_security_group_ingress_rule.connects_to,
    aws_vpc_security_group_ingress_rule.load_balancer,
  ]
}
