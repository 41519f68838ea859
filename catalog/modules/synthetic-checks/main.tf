data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

data "aws_synthetics_runtime_version" "this" {
  count = var.runtime_version == null ? 1 : 0

  prefix = "syn-nodejs-puppeteer"
  latest = true
}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = data.aws_region.this.id

  # Buckets and roles share one namespace over all regions, so their names carry the region.
  # ARNs are built from the names, so that the policies can be read in the plan.
  bucket_name     = "${var.name}-checks-${local.account_id}-${local.region}"
  bucket_arn      = "arn:${local.partition}:s3:::${local.bucket_name}"
  canary_names    = { for key in keys(var.checks) : key => "${var.name}-${key}" }
  runtime_version = var.runtime_version == null ? one(data.aws_synthetics_runtime_version.this[*].version_name) : var.runtime_version

  alarm_actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]
}

resource "aws_synthetics_canary" "this" {
  for_each = var.checks

  name                 = local.canary_names[each.key]
  runtime_version      = local.runtime_version
  handler              = each.value.handler
  s3_bucket            = var.code_bucket_name
  s3_key               = each.value.code_key
  s3_version           = each.value.code_version
  execution_role_arn   = aws_iam_role.canary[each.key].arn
  artifact_s3_location = "s3://${aws_s3_bucket.artifacts.bucket}/${each.key}"
  start_canary         = true
  delete_lambda        = true

  success_retention_period = var.retention_days
  failure_retention_period = var.retention_days

  artifact_config {
    s3_encryption {
      encryption_mode = "SSE_KMS"
      kms_key_arn     = aws_kms_key.this.arn
    }
  }

  schedule {
    expression = each.value.every_minutes == 1 ? "rate(1 minute)" : each.value.every_minutes == 60 ? "rate(1 hour)" : "rate(${each.value.every_minutes} minutes)"
  }

  run_config {
    timeout_in_seconds    = each.value.timeout_seconds
    memory_in_mb          = each.value.memory_mb
    environment_variables = each.value.environment
  }

  dynamic "vpc_config" {
    for_each = var.vpc == null ? [] : [var.vpc]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  # The first run needs all rights.
  depends_on = [aws_iam_role_policy.canary, aws_s3_bucket_policy.artifacts]
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = var.checks

  alarm_name          = "${local.canary_names[each.key]}-failing"
  alarm_description   = "The check ${each.key} of ${var.name} fails, or has stopped running"
  namespace           = "CloudWatchSynthetics"
  metric_name         = "SuccessPercent"
  dimensions          = { CanaryName = aws_synthetics_canary.this[each.key].name }
  statistic           = "Average"
  comparison_operator = "LessThanThreshold"
  threshold           = each.value.success_percent
  period              = each.value.every_minutes * 60
  evaluation_periods  = each.value.failures

  # A check that reports nothing does not run.
  treat_missing_data = "breaching"

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}
