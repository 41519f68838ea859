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
  name       = "acme-dev-cache"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}

run "valkey_by_default" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.engine == "valkey" && aws_elasticache_replication_group.this.engine_version == "8.0" && aws_elasticache_parameter_group.this.family == "valkey8"
    error_message = "the engine and the family of its parameters must fit together"
  }

  assert {
    condition     = aws_elasticache_replication_group.this.at_rest_encryption_enabled == "true" && aws_elasticache_replication_group.this.transit_encryption_enabled && aws_elasticache_replication_group.this.transit_encryption_mode == "required" && aws_kms_key.this.enable_key_rotation
    error_message = "data must be encrypted at rest and in transit"
  }

  assert {
    condition     = aws_elasticache_replication_group.this.num_node_groups == 1 && aws_elasticache_replication_group.this.replicas_per_node_group == 1 && aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.multi_az_enabled
    error_message = "a replica in another zone must take over"
  }

  assert {
    condition     = aws_elasticache_user.app.user_id == aws_elasticache_user.app.user_name && aws_elasticache_user.app.authentication_mode[0].type == "iam" && length(aws_elasticache_user.default) == 0 && output.user_name == "acme-dev-cache-app"
    error_message = "the application must sign in with IAM, and nobody else"
  }

  assert {
    condition     = aws_elasticache_replication_group.this.snapshot_retention_limit == 15 && aws_elasticache_replication_group.this.final_snapshot_identifier == "acme-dev-cache-final"
    error_message = "snapshots must be taken"
  }

  assert {
    condition     = { for log in aws_elasticache_replication_group.this.log_delivery_configuration : log.log_type => log.destination } == { "engine-log" = "/aws/vendedlogs/elasticache/acme-dev-cache/engine", "slow-log" = "/aws/vendedlogs/elasticache/acme-dev-cache/slow" }
    error_message = "both logs must be delivered"
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.allowed) == 0
    error_message = "nobody may connect by default"
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 12 && aws_cloudwatch_metric_alarm.this["acme-dev-cache-002/cpu"].dimensions == tomap({ CacheClusterId = "acme-dev-cache-002" })
    error_message = "both nodes must be watched"
  }
}

run "redis_cluster" {
  command = plan

  variables {
    engine                     = "redis"
    shards                     = 3
    replicas_per_shard         = 2
    parameters                 = { "maxmemory-policy" = "allkeys-lru" }
    allowed_security_group_ids = { bastion = "sg-0123456789abcdef0" }
    alarms_topic_arn           = "arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"
  }

  assert {
    condition     = aws_elasticache_parameter_group.this.family == "redis7" && { for parameter in aws_elasticache_parameter_group.this.parameter : parameter.name => parameter.value } == { "cluster-enabled" = "yes", "maxmemory-policy" = "allkeys-lru" }
    error_message = "several shards make a cluster"
  }

  assert {
    condition     = aws_elasticache_user.default[0].user_name == "default" && aws_elasticache_user.default[0].access_string == "off ~* -@all"
    error_message = "the default user must be there, and powerless"
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 54 && aws_cloudwatch_metric_alarm.this["acme-dev-cache-0003-003/memory"].alarm_actions == toset(["arn:aws:sns:eu-west-1:111111111111:acme-dev-alarms"])
    error_message = "all nine nodes must be watched"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.allowed["bastion"].from_port == 6379
    error_message = "the named group must be let in"
  }
}

run "single_node_without_snapshots" {
  command = plan

  variables {
    replicas_per_shard      = 0
    snapshot_retention_days = 0
  }

  assert {
    condition     = !aws_elasticache_replication_group.this.automatic_failover_enabled && !aws_elasticache_replication_group.this.multi_az_enabled && aws_elasticache_replication_group.this.final_snapshot_identifier == null
    error_message = "a single node has nothing to fail over to"
  }

  assert {
    condition     = sort(keys(aws_cloudwatch_metric_alarm.this)) == tolist(["acme-dev-cache-001/connections", "acme-dev-cache-001/cpu", "acme-dev-cache-001/evictions", "acme-dev-cache-001/free-memory", "acme-dev-cache-001/memory"])
    error_message = "a single node has no lag to watch"
  }

  assert {
    condition     = output.alarm_names == tolist(["acme-dev-cache-001-connections", "acme-dev-cache-001-cpu", "acme-dev-cache-001-evictions", "acme-dev-cache-001-free-memory", "acme-dev-cache-001-memory"])
    error_message = "the names of all alarms must come out"
  }
}

run "rejects_a_long_name" {
  command = plan
  variables { name = "acme-production-customer-portal-cache" }
  expect_failures = [var.name]
}

run "rejects_no_subnets" {
  command = plan
  variables { subnet_ids = [] }
  expect_failures = [var.subnet_ids]
}

run "rejects_another_engine" {
  command = plan
  variables { engine = "memcached" }
  expect_failures = [var.engine]
}

run "rejects_a_version_without_iam" {
  command = plan
  variables { engine_version = "6.2" }
  expect_failures = [var.engine_version]
}

run "rejects_a_bad_node_type" {
  command = plan
  variables { node_type = "t4g.small" }
  expect_failures = [var.node_type]
}

run "rejects_no_shards" {
  command = plan
  variables { shards = 0 }
  expect_failures = [var.shards]
}

run "rejects_six_replicas" {
  command = plan
  variables { replicas_per_shard = 6 }
  expect_failures = [var.replicas_per_shard]
}

run "rejects_zones_without_replicas" {
  command = plan
  variables {
    replicas_per_shard = 0
    multi_az           = true
  }
  expect_failures = [aws_elasticache_replication_group.this]
}

run "rejects_a_low_port" {
  command = plan
  variables { port = 80 }
  expect_failures = [var.port]
}

run "rejects_a_password" {
  command = plan
  variables { access_string = "on >secret ~* +@all" }
  expect_failures = [var.access_string]
}

run "rejects_setting_the_cluster_mode" {
  command = plan
  variables { parameters = { "cluster-enabled" = "yes" } }
  expect_failures = [var.parameters]
}

run "rejects_snapshots_for_a_year" {
  command = plan
  variables { snapshot_retention_days = 365 }
  expect_failures = [var.snapshot_retention_days]
}

run "rejects_a_bad_snapshot_window" {
  command = plan
  variables { maintenance = { snapshot_window = "at night" } }
  expect_failures = [var.maintenance]
}

run "rejects_a_bad_maintenance_window" {
  command = plan
  variables { maintenance = { window = "sunday" } }
  expect_failures = [var.maintenance]
}

run "rejects_an_unsupported_retention" {
  command = plan
  variables { log_retention_days = 100 }
  expect_failures = [var.log_retention_days]
}

run "rejects_a_threshold_of_zero" {
  command = plan
  variables { alarm_thresholds = { cpu_percent = 0 } }
  expect_failures = [var.alarm_thresholds]
}
