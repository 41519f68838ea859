locals {
  alarm_actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]

  # A Fargate cluster has no capacity of its own to watch; its services watch themselves.
  cluster_alarms = var.ec2 == null ? {} : {
    cpu                = { metric = "CPUUtilization", threshold = var.alarm_thresholds.cpu_percent, text = "tasks use most of the processor" }
    memory             = { metric = "MemoryUtilization", threshold = var.alarm_thresholds.memory_percent, text = "tasks use most of the memory" }
    cpu-reservation    = { metric = "CPUReservation", threshold = 100, text = "tasks reserve more processor than there is" }
    memory-reservation = { metric = "MemoryReservation", threshold = 100, text = "tasks reserve more memory than there is" }
  }
}

resource "aws_cloudwatch_metric_alarm" "cluster" {
  for_each = local.cluster_alarms

  alarm_name          = "${var.name}-ecs-${each.key}"
  alarm_description   = "Cluster ${var.name}: ${each.value.text}"
  namespace           = "AWS/ECS"
  metric_name         = each.value.metric
  dimensions          = { ClusterName = aws_ecs_cluster.this.name }
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 2

  # A cluster without tasks reports nothing and is well.
  treat_missing_data = "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "at_maximum" {
  count = local.ec2_count

  alarm_name          = "${var.name}-ecs-at-maximum"
  alarm_description   = "Cluster ${var.name} runs its largest number of instances and cannot grow"
  namespace           = "AWS/AutoScaling"
  metric_name         = "GroupInServiceInstances"
  dimensions          = { AutoScalingGroupName = aws_autoscaling_group.this[0].name }
  statistic           = "Minimum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.ec2.max_size
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = "missing"

  # A group of fixed size is always at its maximum.
  actions_enabled = var.ec2.min_size < var.ec2.max_size

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "instance_status" {
  count = local.ec2_count

  alarm_name          = "${var.name}-ecs-instance-status"
  alarm_description   = "An instance of the cluster ${var.name} fails its status check"
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed"
  dimensions          = { AutoScalingGroupName = aws_autoscaling_group.this[0].name }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 5

  # No instances, no data; a group that should have some is replaced by its own health check.
  treat_missing_data = "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}
