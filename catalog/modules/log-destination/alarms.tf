locals {
  alarm_actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]

  # Freshness and success are reported only while there is something to deliver; that nothing comes in has an alarm of its own.
  all_alarms = {
    delay = {
      metric = "DeliveryToS3.DataFreshness", statistic = "Maximum", comparison = "GreaterThanThreshold", threshold = var.alarm_thresholds.delay_seconds
      period = 300, periods = 3, missing = "notBreaching", text = "the oldest log that is not in the bucket yet is too old"
    }
    failure = {
      metric = "DeliveryToS3.Success", statistic = "Average", comparison = "LessThanThreshold", threshold = 1
      period = 300, periods = 2, missing = "notBreaching", text = "deliveries to the bucket fail"
    }
    throttling = {
      metric = "ThrottledRecords", statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0
      period = 300, periods = 3, missing = "notBreaching", text = "more logs come in than the stream takes"
    }
    silence = {
      metric = "IncomingRecords", statistic = "Sum", comparison = "LessThanThreshold", threshold = 1
      period = 3600, periods = var.alarm_thresholds.silence_hours, missing = "breaching", text = "no account sends logs"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = { for key, alarm in local.all_alarms : key => alarm if alarm.periods > 0 }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "Log destination ${var.name}: ${each.value.text}"
  namespace           = "AWS/Firehose"
  metric_name         = each.value.metric
  dimensions          = { DeliveryStreamName = aws_kinesis_firehose_delivery_stream.this.name }
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = each.value.period
  evaluation_periods  = each.value.periods
  treat_missing_data  = each.value.missing

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}
