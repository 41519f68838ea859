locals {
  alarm_actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]

  # A running database always reports. One that may pause stops reporting while it sleeps.
  missing_data = local.serverless && var.serverless.min_capacity == 0 ? "notBreaching" : "breaching"

  all_alarms = {
    cpu           = { metric = "CPUUtilization", above = true, threshold = var.alarm_thresholds.cpu_percent, missing = local.missing_data, text = "an instance uses nearly all of its processor" }
    memory        = { metric = "FreeableMemory", above = false, threshold = var.alarm_thresholds.free_memory_mb * 1048576, missing = local.missing_data, text = "an instance has hardly any memory left" }
    local-storage = { metric = "FreeLocalStorage", above = false, threshold = var.alarm_thresholds.free_local_gb * 1073741824, missing = "notBreaching", text = "an instance has hardly any local storage left" }
    read-latency  = { metric = "ReadLatency", above = true, threshold = var.alarm_thresholds.latency_seconds, missing = "notBreaching", text = "reading from storage is slow" }
    write-latency = { metric = "WriteLatency", above = true, threshold = var.alarm_thresholds.latency_seconds, missing = "notBreaching", text = "writing to storage is slow" }
    deadlocks     = { metric = "Deadlocks", above = true, threshold = var.alarm_thresholds.deadlocks_per_minute / 60, missing = "notBreaching", text = "transactions block each other" }
    replica-lag   = { metric = "AuroraReplicaLagMaximum", above = true, threshold = var.alarm_thresholds.replica_lag_seconds * 1000, missing = "notBreaching", text = "a reader is far behind the writer" }
    capacity      = { metric = "ACUUtilization", above = true, threshold = var.alarm_thresholds.capacity_percent, missing = "notBreaching", text = "an instance is near its largest serverless capacity" }
    connections   = { metric = "DatabaseConnections", above = true, threshold = var.alarm_thresholds.connections, missing = "notBreaching", text = "an instance has many open connections" }
  }

  unwatched = toset(concat(
    var.instances > 1 ? [] : ["replica-lag"],
    local.serverless ? ["local-storage"] : ["capacity"],
    var.alarm_thresholds.connections == null ? ["connections"] : [],
  ))
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = { for key, alarm in local.all_alarms : key => alarm if !contains(local.unwatched, key) }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "Database ${var.name}: ${each.value.text}"
  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  dimensions          = { DBClusterIdentifier = aws_rds_cluster.this.cluster_identifier }
  statistic           = each.value.above ? "Maximum" : "Minimum"
  comparison_operator = each.value.above ? "GreaterThanThreshold" : "LessThanThreshold"
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = 5
  treat_missing_data  = each.value.missing

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}
