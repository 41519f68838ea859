data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition

  default_versions = { valkey = "8.0", redis = "7.1" }
  engine_version   = coalesce(var.engine_version, local.default_versions[var.engine])
  family           = "${var.engine}${split(".", local.engine_version)[0]}"
  clustered        = var.shards > 1

  # A new major version gets a group of its own, made before the old one goes.
  parameter_group_name = "${var.name}-${local.family}"

  parameters = merge(var.parameters, local.clustered ? { "cluster-enabled" = "yes" } : {})

  logs = { "slow-log" = "slow", "engine-log" = "engine" }
}

resource "aws_elasticache_subnet_group" "this" {
  name        = var.name
  description = "Subnets of the cache ${var.name}"
  subnet_ids  = var.subnet_ids

  tags = { Name = var.name }
}

resource "aws_elasticache_parameter_group" "this" {
  name        = local.parameter_group_name
  description = "Parameters of the cache ${var.name}"
  family      = local.family

  dynamic "parameter" {
    for_each = local.parameters

    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  tags = { Name = local.parameter_group_name }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = var.name
  description          = "Cache ${var.name}"
  engine               = var.engine
  engine_version       = local.engine_version
  node_type            = var.node_type
  port                 = var.port

  num_node_groups            = var.shards
  replicas_per_node_group    = var.replicas_per_shard
  automatic_failover_enabled = local.clustered || var.replicas_per_shard > 0
  multi_az_enabled           = var.multi_az == null ? var.replicas_per_shard > 0 : var.multi_az

  subnet_group_name    = aws_elasticache_subnet_group.this.name
  security_group_ids   = [aws_security_group.this.id]
  parameter_group_name = aws_elasticache_parameter_group.this.name

  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.this.arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.this.user_group_id]

  snapshot_retention_limit   = var.snapshot_retention_days
  snapshot_window            = var.maintenance.snapshot_window
  final_snapshot_identifier  = var.snapshot_retention_days > 0 ? "${var.name}-final" : null
  maintenance_window         = var.maintenance.window
  apply_immediately          = var.maintenance.apply_immediately
  auto_minor_version_upgrade = var.maintenance.auto_minor_version_upgrade

  dynamic "log_delivery_configuration" {
    for_each = local.logs

    content {
      log_type         = log_delivery_configuration.key
      destination_type = "cloudwatch-logs"
      destination      = aws_cloudwatch_log_group.this[log_delivery_configuration.key].name
      log_format       = "json"
    }
  }

  tags = { Name = var.name }

  lifecycle {
    precondition {
      condition     = var.multi_az != true || var.replicas_per_shard > 0
      error_message = "`multi_az` needs at least one replica in each shard"
    }
  }
}
