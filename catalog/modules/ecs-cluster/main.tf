data "aws_caller_identity" "this" {}

data "aws_default_tags" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition

  fargate_strategy = var.fargate_spot == null ? [
    { provider = "FARGATE", base = 1, weight = 1 },
    ] : [
    { provider = "FARGATE", base = var.fargate_spot.on_demand_base, weight = var.fargate_spot.on_demand_weight },
    { provider = "FARGATE_SPOT", base = 0, weight = var.fargate_spot.spot_weight },
  ]

  # A cluster with instances puts services there unless they say otherwise.
  default_strategy = var.ec2 == null ? local.fargate_strategy : [{ provider = var.name, base = 0, weight = 1 }]
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = var.container_insights
  }

  configuration {
    execute_command_configuration {
      kms_key_id = aws_kms_key.this.arn
      logging    = "OVERRIDE"

      log_configuration {
        cloud_watch_encryption_enabled = true
        cloud_watch_log_group_name     = aws_cloudwatch_log_group.sessions.name
      }
    }

    managed_storage_configuration {
      fargate_ephemeral_storage_kms_key_id = aws_kms_key.this.arn
    }
  }

  # The performance group would otherwise be created by AWS, unencrypted and kept for ever.
  depends_on = [aws_kms_key_policy.this, aws_cloudwatch_log_group.performance]
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = concat(["FARGATE", "FARGATE_SPOT"], aws_ecs_capacity_provider.ec2[*].name)

  dynamic "default_capacity_provider_strategy" {
    for_each = local.default_strategy

    content {
      capacity_provider = default_capacity_provider_strategy.value.provider
      base              = default_capacity_provider_strategy.value.base
      weight            = default_capacity_provider_strategy.value.weight
    }
  }
}

resource "aws_cloudwatch_log_group" "sessions" {
  name              = "/aws/ecs/${var.name}/sessions"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn

  depends_on = [aws_kms_key_policy.this]
}

resource "aws_cloudwatch_log_group" "performance" {
  name              = "/aws/ecs/containerinsights/${var.name}/performance"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn

  depends_on = [aws_kms_key_policy.this]
}
