locals {
  alarm_actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]

  # AWS numbers the nodes from 001, with the shard in front when there are several.
  nodes = flatten([
    for shard in range(1, var.shards + 1) : [
      for node in range(1, var.replicas_per_shard + 2) :
      local.clustered ? format("%s-%04d-%03d", var.name, shard, node) : format("%s-%03d", var.name, node)
    ]
  ])

  all_alarms = {
    # The engine has one thread, so its own share counts, not that of the machine. A node that reports nothing is down.
    cpu         = { metric = "EngineCPUUtilization", above = true, threshold = var.alarm_thresholds.cpu_percent, missing = "breaching", text = "uses nearly all of its processor" }
    memory      = { metric = "DatabaseMemoryUsagePercentage", above = true, threshold = var.alarm_thresholds.memory_percent, missing = "breaching", text = "uses nearly all of the memory for data" }
    free-memory = { metric = "FreeableMemory", above = false, threshold = var.alarm_thresholds.free_memory_mb * 1048576, missing = "notBreaching", text = "has hardly any memory left" }
    evictions   = { metric = "Evictions", above = true, threshold = var.alarm_thresholds.evictions_per_minute, missing = "notBreaching", text = "drops keys for want of memory" }
    connections = { metric = "CurrConnections", above = true, threshold = var.alarm_thresholds.connections, missing = "notBreaching", text = "has many open connections" }
    replica-lag = { metric = "ReplicationLag", above = true, threshold = var.alarm_thresholds.replica_lag_seconds, missing = "notBreaching", text = "is far behind its primary" }
  }

  alarms = { for key, alarm in local.all_alarms : key => alarm if key != "replica-lag" || var.replicas_per_shard > 0 }

  node_alarms = merge([
    for node in local.nodes : { for key, alarm in local.alarms : "${node}/${key}" => merge(alarm, { node = node, key = key }) }
  ]...)
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.node_alarms

  alarm_name          = "${each.value.node}-${each.value.key}"
  alarm_description   = "Node ${each.value.node} of the cache ${var.name} ${each.value.text}"
  namespace           = "AWS/ElastiCache"
  metric_name         = each.value.metric
  dimensions          = { CacheClusterId = each.value.node }
  statistic           = each.value.above ? "Maximum" : "Minimum"
  comparison_operator = each.value.above ? "GreaterThanThreshold" : "LessThanThreshold"
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = 5
  treat_missing_data  = each.value.missing

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions

  # A node that is still being made reports nothing either.
  depends_on = [aws_elasticache_replication_group.this]
}
