locals {
  alarm_actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  alarm_name          = "${var.name}-failed"
  alarm_description   = "A run of the task ${var.name} could not start or ended with an error; the queue of failures tells why"
  namespace           = "AWS/SQS"
  metric_name         = "NumberOfMessagesSent"
  dimensions          = { QueueName = aws_sqs_queue.this["failures"].name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1

  # A queue that gets nothing reports nothing.
  treat_missing_data = "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "dropped" {
  alarm_name          = "${var.name}-dropped"
  alarm_description   = "A start of the task ${var.name} was lost: it could not even be put into the queue of failures"
  namespace           = "AWS/Scheduler"
  metric_name         = "InvocationsFailedToBeSentToDeadLetterCount"
  dimensions          = { ScheduleGroup = aws_scheduler_schedule_group.this.name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1

  # The metric only exists when something is lost.
  treat_missing_data = "notBreaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "did_not_run" {
  count = var.success_within_hours == null ? 0 : 1

  alarm_name          = "${var.name}-did-not-run"
  alarm_description   = "No run of the task ${var.name} has ended well within ${var.success_within_hours} hours"
  namespace           = "AWS/SQS"
  metric_name         = "NumberOfMessagesSent"
  dimensions          = { QueueName = aws_sqs_queue.this["successes"].name }
  statistic           = "Sum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 3600
  evaluation_periods  = var.success_within_hours

  # Silence is what this alarm is about.
  treat_missing_data = "breaching"

  # A task that is paused is expected to be silent.
  actions_enabled = var.schedule.enabled

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}
