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

variables {
  name       = "acme-dev-db"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  engine     = "postgresql"
}

run "postgresql_by_default_values" {
  command = plan

  assert {
    condition     = aws_rds_cluster.this.engine == "aurora-postgresql" && aws_rds_cluster.this.engine_version == "17" && aws_rds_cluster.this.port == 5432 && aws_rds_cluster_parameter_group.this.family == "aurora-postgresql17" && aws_rds_cluster_parameter_group.this.name == "acme-dev-db-aurora-postgresql17"
    error_message = "the engine, its port and the family of its parameters must fit together"
  }

  assert {
    condition     = aws_rds_cluster.this.storage_encrypted && aws_rds_cluster.this.manage_master_user_password && aws_rds_cluster.this.iam_database_authentication_enabled && !aws_rds_cluster.this.enable_http_endpoint && aws_kms_key.this.enable_key_rotation
    error_message = "data must be encrypted and the password managed"
  }

  assert {
    condition     = aws_rds_cluster.this.deletion_protection && !aws_rds_cluster.this.skip_final_snapshot && aws_rds_cluster.this.final_snapshot_identifier == "acme-dev-db-final" && aws_rds_cluster.this.backup_retention_period == 30
    error_message = "the data must be protected and backed up"
  }

  assert {
    condition     = { for parameter in aws_rds_cluster_parameter_group.this.parameter : parameter.name => parameter.value if contains(["rds.force_ssl", "ssl_min_protocol_version"], parameter.name) } == { "rds.force_ssl" = "1", "ssl_min_protocol_version" = "TLSv1.2" }
    error_message = "TLS must be forced"
  }

  assert {
    condition     = aws_rds_cluster.this.serverlessv2_scaling_configuration[0].min_capacity == 0.5 && aws_rds_cluster.this.serverlessv2_scaling_configuration[0].max_capacity == 4
    error_message = "the cluster must be serverless"
  }

  assert {
    condition     = { for key, instance in aws_rds_cluster_instance.this : key => [instance.identifier, instance.promotion_tier] } == { "1" = ["acme-dev-db-1", 0], "2" = ["acme-dev-db-2", 1] }
    error_message = "there must be two instances with an order of succession"
  }

  assert {
    condition     = alltrue([for instance in aws_rds_cluster_instance.this : !instance.publicly_accessible && instance.performance_insights_enabled && instance.monitoring_interval == 60])
    error_message = "instances must be private and watched"
  }

  assert {
    condition     = alltrue([for instance in aws_rds_cluster_instance.this : instance.auto_minor_version_upgrade])
    error_message = "instances must take minor versions by themselves"
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.allowed) == 0
    error_message = "nobody may connect by default"
  }

  assert {
    condition     = { for key, group in aws_cloudwatch_log_group.this : group.name => group.retention_in_days } == { "/aws/rds/cluster/acme-dev-db/postgresql" = 365 }
    error_message = "the exported log needs a group with a retention"
  }

  assert {
    condition     = sort(keys(aws_cloudwatch_metric_alarm.this)) == tolist(["capacity", "cpu", "deadlocks", "memory", "read-latency", "replica-lag", "write-latency"]) && aws_cloudwatch_metric_alarm.this["cpu"].treat_missing_data == "breaching"
    error_message = "a serverless pair must be watched for capacity and lag, and its silence be an alarm"
  }

  assert {
    condition     = output.alarm_names == tolist(["acme-dev-db-capacity", "acme-dev-db-cpu", "acme-dev-db-deadlocks", "acme-dev-db-memory", "acme-dev-db-read-latency", "acme-dev-db-replica-lag", "acme-dev-db-write-latency"])
    error_message = "the names of all alarms must come out"
  }
}

run "mysql_provisioned" {
  command = plan

  variables {
    engine                     = "mysql"
    engine_version             = "8.0.mysql_aurora.3.08.0"
    instance_class             = "db.r7g.large"
    instances                  = 1
    io_optimized               = true
    parameters                 = { max_connections = { value = "1000" } }
    allowed_security_group_ids = { bastion = "sg-0123456789abcdef0" }
    alarm_thresholds           = { connections = 900 }
    permissions_boundary_arn   = "arn:aws:iam::111111111111:policy/landform-boundary"
    alarms_topic_arn           = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
  }

  assert {
    condition     = aws_rds_cluster.this.engine == "aurora-mysql" && aws_rds_cluster_parameter_group.this.family == "aurora-mysql8.0" && aws_rds_cluster_parameter_group.this.name == "acme-dev-db-aurora-mysql8-0" && aws_rds_cluster.this.port == 3306 && aws_rds_cluster.this.storage_type == "aurora-iopt1"
    error_message = "the engine, its port and the family of its parameters must fit together"
  }

  assert {
    condition     = { for parameter in aws_rds_cluster_parameter_group.this.parameter : parameter.name => parameter.value if contains(["require_secure_transport", "tls_version", "max_connections"], parameter.name) } == { require_secure_transport = "ON", tls_version = "TLSv1.2,TLSv1.3", max_connections = "1000" }
    error_message = "TLS must be forced, and own parameters be set"
  }

  assert {
    condition     = aws_rds_cluster.this.enabled_cloudwatch_logs_exports == toset(["audit", "error", "slowquery"]) && length(aws_cloudwatch_log_group.this) == 3
    error_message = "audit, error and slow query logs must be exported"
  }

  assert {
    condition     = length(aws_rds_cluster.this.serverlessv2_scaling_configuration) == 0 && aws_rds_cluster_instance.this["1"].instance_class == "db.r7g.large"
    error_message = "the instances must be provisioned"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.allowed["bastion"].from_port == 3306 && aws_vpc_security_group_ingress_rule.allowed["bastion"].referenced_security_group_id == "sg-0123456789abcdef0"
    error_message = "the named group must be let in"
  }

  assert {
    condition     = sort(keys(aws_cloudwatch_metric_alarm.this)) == tolist(["connections", "cpu", "deadlocks", "local-storage", "memory", "read-latency", "write-latency"]) && alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"])])
    error_message = "a provisioned single instance must be watched for local storage and connections"
  }

  assert {
    condition     = aws_iam_role.monitoring.permissions_boundary == "arn:aws:iam::111111111111:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "pausing_and_disposable" {
  command = plan

  variables {
    serverless          = { min_capacity = 0, max_capacity = 1 }
    instances           = 1
    deletion_protection = false
    backups             = { final_snapshot = false }
  }

  assert {
    condition     = aws_rds_cluster.this.serverlessv2_scaling_configuration[0].seconds_until_auto_pause == 3600 && aws_cloudwatch_metric_alarm.this["cpu"].treat_missing_data == "notBreaching"
    error_message = "a cluster that pauses may be silent"
  }

  assert {
    condition     = aws_rds_cluster.this.final_snapshot_identifier == null && !aws_rds_cluster.this.deletion_protection
    error_message = "a disposable cluster must leave nothing"
  }
}

run "rejects_a_name_with_a_trailing_hyphen" {
  command = plan
  variables { name = "acme-" }
  expect_failures = [var.name]
}

run "rejects_one_subnet" {
  command = plan
  variables { subnet_ids = ["subnet-1"] }
  expect_failures = [var.subnet_ids]
}

run "rejects_another_engine" {
  command = plan
  variables { engine = "oracle" }
  expect_failures = [var.engine]
}

run "rejects_a_bad_version" {
  command = plan
  variables { engine_version = "latest" }
  expect_failures = [var.engine_version]
}

run "rejects_the_version_of_the_other_engine" {
  command = plan
  variables { engine_version = "8.0" }
  expect_failures = [aws_rds_cluster.this]
}

run "rejects_a_bad_database_name" {
  command = plan
  variables { database_name = "my-app" }
  expect_failures = [var.database_name]
}

run "rejects_a_guessable_administrator" {
  command = plan
  variables { master_username = "admin" }
  expect_failures = [var.master_username]
}

run "rejects_a_low_port" {
  command = plan
  variables { port = 80 }
  expect_failures = [var.port]
}

run "rejects_no_instances" {
  command = plan
  variables { instances = 0 }
  expect_failures = [var.instances]
}

run "rejects_a_bad_class" {
  command = plan
  variables { instance_class = "r7g.large" }
  expect_failures = [var.instance_class]
}

run "rejects_a_minimum_above_the_maximum" {
  command = plan
  variables { serverless = { min_capacity = 8, max_capacity = 4 } }
  expect_failures = [var.serverless]
}

run "rejects_a_third_of_a_unit" {
  command = plan
  variables { serverless = { min_capacity = 0.3 } }
  expect_failures = [var.serverless]
}

run "rejects_an_early_pause" {
  command = plan
  variables { serverless = { seconds_until_auto_pause = 10 } }
  expect_failures = [var.serverless]
}

run "rejects_switching_tls_off" {
  command = plan
  variables { parameters = { "rds.force_ssl" = { value = "0" } } }
  expect_failures = [var.parameters]
}

run "rejects_an_unknown_apply_method" {
  command = plan
  variables { parameters = { work_mem = { value = "64", apply_method = "now" } } }
  expect_failures = [var.parameters]
}

run "rejects_no_backups" {
  command = plan
  variables { backups = { retention_days = 0 } }
  expect_failures = [var.backups]
}

run "rejects_a_bad_backup_window" {
  command = plan
  variables { maintenance = { backup_window = "at night" } }
  expect_failures = [var.maintenance]
}

run "rejects_a_bad_maintenance_window" {
  command = plan
  variables { maintenance = { window = "sunday" } }
  expect_failures = [var.maintenance]
}

run "statements_through_the_api" {
  command = plan

  variables { data_api = true }

  assert {
    condition     = aws_rds_cluster.this.enable_http_endpoint
    error_message = "the Data API is on where it is asked for"
  }
}

run "rejects_the_api_for_a_small_class" {
  command = plan

  variables {
    data_api       = true
    instance_class = "db.t4g.medium"
  }

  expect_failures = [var.data_api]
}

run "copies_in_another_account" {
  command = plan

  variables { backups = { copy_account_ids = ["333333333333"] } }

  assert {
    condition     = tolist(data.aws_iam_policy_document.key.statement[*].sid) == tolist(["Administration", "Logs", "BackupCopies", "BackupCopyGrants"]) && alltrue([for one in slice(data.aws_iam_policy_document.key.statement, 2, 4) : one.principals == toset([{ type = "AWS", identifiers = toset(["arn:aws:iam::333333333333:root"]) }]) && contains([for condition in one.condition : condition.variable], "kms:ViaService")])
    error_message = "the other account uses the key through RDS alone"
  }
}

run "rejects_an_account_by_name" {
  command = plan

  variables { backups = { copy_account_ids = ["logs"] } }

  expect_failures = [var.backups]
}

run "rejects_a_bad_user" {
  command = plan
  variables { iam_database_user = "*" }
  expect_failures = [var.iam_database_user]
}

run "rejects_an_unsupported_retention" {
  command = plan
  variables { log_retention_days = 100 }
  expect_failures = [var.log_retention_days]
}

run "rejects_no_monitoring" {
  command = plan
  variables { monitoring = { interval_seconds = 0 } }
  expect_failures = [var.monitoring]
}

run "rejects_an_odd_performance_retention" {
  command = plan
  variables { monitoring = { performance_retention_days = 8 } }
  expect_failures = [var.monitoring]
}

run "rejects_a_threshold_of_zero" {
  command = plan
  variables { alarm_thresholds = { cpu_percent = 0 } }
  expect_failures = [var.alarm_thresholds]
}
