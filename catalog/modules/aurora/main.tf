data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  serverless = var.instance_class == "db.serverless"

  engines = {
    postgresql = {
      name    = "aurora-postgresql"
      version = "17"
      port    = 5432
      major   = "^[0-9]+"
      logs    = ["postgresql"]
      parameters = {
        "rds.force_ssl"              = { value = "1", apply_method = "immediate" }
        "ssl_min_protocol_version"   = { value = "TLSv1.2", apply_method = "immediate" }
        "log_connections"            = { value = "1", apply_method = "immediate" }
        "log_disconnections"         = { value = "1", apply_method = "immediate" }
        "log_statement"              = { value = "ddl", apply_method = "immediate" }
        "log_min_duration_statement" = { value = "1000", apply_method = "immediate" }
        "shared_preload_libraries"   = { value = "pg_stat_statements", apply_method = "pending-reboot" }
      }
    }
    mysql = {
      name    = "aurora-mysql"
      version = "8.0"
      port    = 3306
      major   = "^[0-9]+\\.[0-9]+"
      logs    = ["audit", "error", "slowquery"]
      parameters = {
        "require_secure_transport" = { value = "ON", apply_method = "immediate" }
        "tls_version"              = { value = "TLSv1.2,TLSv1.3", apply_method = "pending-reboot" }
        "server_audit_logging"     = { value = "1", apply_method = "immediate" }
        "server_audit_events"      = { value = "CONNECT,QUERY_DCL,QUERY_DDL", apply_method = "immediate" }
        "slow_query_log"           = { value = "1", apply_method = "immediate" }
        "long_query_time"          = { value = "1", apply_method = "immediate" }
      }
    }
  }

  engine         = local.engines[var.engine]
  engine_version = coalesce(var.engine_version, local.engine.version)
  port           = coalesce(var.port, local.engine.port)
  family         = "${local.engine.name}${regex(local.engine.major, local.engine_version)}"

  # A new major version gets groups of its own, made before the old ones go.
  group_name = "${var.name}-${replace(local.family, ".", "-")}"

  instances = { for number in range(1, var.instances + 1) : tostring(number) => number }
}

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Subnets of the cluster ${var.name}"
  subnet_ids  = var.subnet_ids

  tags = { Name = var.name }
}

resource "aws_rds_cluster_parameter_group" "this" {
  name        = local.group_name
  description = "Parameters of the cluster ${var.name}"
  family      = local.family

  dynamic "parameter" {
    for_each = merge(local.engine.parameters, var.parameters)

    content {
      name         = parameter.key
      value        = parameter.value.value
      apply_method = parameter.value.apply_method
    }
  }

  tags = { Name = local.group_name }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_parameter_group" "this" {
  name        = local.group_name
  description = "Parameters of the instances of ${var.name}"
  family      = local.family

  tags = { Name = local.group_name }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_rds_cluster" "this" {
  cluster_identifier = var.name
  engine             = local.engine.name
  engine_version     = local.engine_version
  engine_mode        = "provisioned"
  database_name      = var.database_name
  port               = local.port
  storage_type       = var.io_optimized ? "aurora-iopt1" : ""

  db_subnet_group_name             = aws_db_subnet_group.this.name
  vpc_security_group_ids           = [aws_security_group.this.id]
  db_cluster_parameter_group_name  = aws_rds_cluster_parameter_group.this.name
  db_instance_parameter_group_name = var.maintenance.allow_major_version_upgrade ? aws_db_parameter_group.this.name : null

  master_username                     = var.master_username
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = aws_kms_key.this.arn
  iam_database_authentication_enabled = true
  enable_http_endpoint                = var.data_api

  storage_encrypted = true
  kms_key_id        = aws_kms_key.this.arn

  backup_retention_period      = var.backups.retention_days
  preferred_backup_window      = var.maintenance.backup_window
  preferred_maintenance_window = var.maintenance.window
  apply_immediately            = var.maintenance.apply_immediately
  allow_major_version_upgrade  = var.maintenance.allow_major_version_upgrade
  copy_tags_to_snapshot        = true
  deletion_protection          = var.deletion_protection
  skip_final_snapshot          = !var.backups.final_snapshot
  final_snapshot_identifier    = var.backups.final_snapshot ? "${var.name}-final" : null
  snapshot_identifier          = var.snapshot_identifier

  enabled_cloudwatch_logs_exports = local.engine.logs

  dynamic "serverlessv2_scaling_configuration" {
    for_each = local.serverless ? [var.serverless] : []

    content {
      min_capacity             = serverlessv2_scaling_configuration.value.min_capacity
      max_capacity             = serverlessv2_scaling_configuration.value.max_capacity
      seconds_until_auto_pause = serverlessv2_scaling_configuration.value.min_capacity == 0 ? serverlessv2_scaling_configuration.value.seconds_until_auto_pause : null
    }
  }

  tags = { Name = var.name }

  lifecycle {
    # Another snapshot would replace the data that has been written since.
    ignore_changes = [snapshot_identifier]

    precondition {
      condition     = var.engine == "postgresql" ? can(regex("^[0-9]{2}", local.engine_version)) : can(regex("^8\\.", local.engine_version))
      error_message = "`engine_version` does not belong to the engine"
    }
  }

  # The log groups would otherwise be made by AWS, unencrypted and kept for ever.
  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_rds_cluster_instance" "this" {
  for_each = local.instances

  identifier              = "${var.name}-${each.key}"
  cluster_identifier      = aws_rds_cluster.this.id
  engine                  = local.engine.name
  instance_class          = var.instance_class
  db_subnet_group_name    = aws_db_subnet_group.this.name
  db_parameter_group_name = aws_db_parameter_group.this.name
  publicly_accessible     = false
  ca_cert_identifier      = "rds-ca-rsa2048-g1"
  copy_tags_to_snapshot   = true

  # The lower the number, the earlier an instance takes over; tiers 0 and 1 also grow with a serverless writer.
  promotion_tier = min(each.value - 1, 15)

  performance_insights_enabled          = true
  performance_insights_kms_key_id       = aws_kms_key.this.arn
  performance_insights_retention_period = var.monitoring.performance_retention_days
  monitoring_interval                   = var.monitoring.interval_seconds
  monitoring_role_arn                   = aws_iam_role.monitoring.arn

  auto_minor_version_upgrade   = var.maintenance.auto_minor_version_upgrade
  apply_immediately            = var.maintenance.apply_immediately
  preferred_maintenance_window = var.maintenance.window

  tags = { Name = "${var.name}-${each.key}" }

  depends_on = [aws_iam_role_policy_attachment.monitoring]
}
