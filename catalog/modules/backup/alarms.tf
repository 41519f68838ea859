locals {
  alarm_actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]

  # Jobs of the whole account, because copies and restores name other vaults.
  failures = var.failure_alerts == null ? {} : {
    backup  = { type = "Backup Job State Change", field = "state" }
    copy    = { type = "Copy Job State Change", field = "state" }
    restore = { type = "Restore Job State Change", field = "status" }
  }
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  alarm_name          = "${var.name}-backup-failed"
  alarm_description   = "A backup job of the vault ${var.name} has failed"
  namespace           = "AWS/Backup"
  metric_name         = "NumberOfBackupJobsFailed"
  dimensions          = { BackupVaultName = aws_backup_vault.this.name }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

# A plan that selects nothing or never starts fails without a job, so what counts is that one succeeds.
resource "aws_cloudwatch_metric_alarm" "missing" {
  alarm_name          = "${var.name}-backup-missing"
  alarm_description   = "No backup job of the vault ${var.name} has succeeded for ${var.success_within_days} days"
  namespace           = "AWS/Backup"
  metric_name         = "NumberOfBackupJobsCompleted"
  dimensions          = { BackupVaultName = aws_backup_vault.this.name }
  statistic           = "Sum"
  period              = 86400
  evaluation_periods  = var.success_within_days
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

# The alarm says that something failed, the event what and why.
resource "aws_cloudwatch_event_rule" "failures" {
  for_each = local.failures

  name        = "${var.name}-${each.key}-failures"
  description = "Failed ${each.key} jobs of AWS Backup"

  event_pattern = jsonencode({
    source        = ["aws.backup"]
    "detail-type" = [each.value.type]
    detail        = { (each.value.field) = ["ABORTED", "EXPIRED", "FAILED", "PARTIAL"] }
  })
}

resource "aws_cloudwatch_event_target" "failures" {
  for_each = local.failures

  rule      = aws_cloudwatch_event_rule.failures[each.key].name
  target_id = "alarms"
  arn       = var.failure_alerts.topic_arn
}
