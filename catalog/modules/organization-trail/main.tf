data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = data.aws_region.this.id

  # A trail that a delegated administrator makes for the organization belongs to the management account all the same.
  trail_account_id = coalesce(var.management_account_id, local.account_id)

  # ARNs are built from the names: the policies come before the trail, and can be read in the plan.
  trail_arn      = "arn:${local.partition}:cloudtrail:${local.region}:${local.trail_account_id}:trail/${var.name}"
  log_group_name = "/cloudtrail/${var.name}"
  log_group_arn  = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.log_group_name}"

  # Delivering a log writes an object, whose event would be delivered in turn: the trail's own bucket is always left out.
  excluded_bucket_arns = var.data_events == null ? [] : [
    for bucket in sort(setunion(var.data_events.excluded_buckets, [var.bucket_name])) : "arn:${local.partition}:s3:::${bucket}/"
  ]

  selectors = var.data_events == null ? [] : concat(
    [{ name = "management events", fields = { eventCategory = ["Management"] }, excluded = [] }],
    [
      for read_only, wanted in { true = var.data_events.s3_reads, false = var.data_events.s3_writes } : {
        name                          = "S3 object ${read_only == "true" ? "reads" : "writes"}"
        fields                        = { eventCategory = ["Data"], "resources.type" = ["AWS::S3::Object"], readOnly = [read_only] }
        excluded                      = local.excluded_bucket_arns
      } if wanted
    ],
    [
      for type in ["AWS::Lambda::Function"] : {
        name     = "Lambda invocations"
        fields   = { eventCategory = ["Data"], "resources.type" = [type] }
        excluded = []
      } if var.data_events.lambda
    ],
  )
}

resource "aws_cloudtrail" "this" {
  name                          = var.name
  s3_bucket_name                = var.bucket_name
  kms_key_id                    = aws_kms_key.this.arn
  is_organization_trail         = var.is_organization_trail
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  enable_logging                = true

  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.this.arn}:*"
  cloud_watch_logs_role_arn  = aws_iam_role.delivery.arn

  dynamic "advanced_event_selector" {
    for_each = local.selectors

    content {
      name = advanced_event_selector.value.name

      dynamic "field_selector" {
        for_each = advanced_event_selector.value.fields

        content {
          field  = field_selector.key
          equals = field_selector.value
        }
      }

      dynamic "field_selector" {
        for_each = length(advanced_event_selector.value.excluded) > 0 ? [advanced_event_selector.value.excluded] : []

        content {
          field           = "resources.ARN"
          not_starts_with = field_selector.value
        }
      }
    }
  }

  dynamic "insight_selector" {
    for_each = var.insight_types

    content {
      insight_type = insight_selector.value
    }
  }

  lifecycle {
    precondition {
      condition     = var.is_organization_trail || var.management_account_id == null
      error_message = "`management_account_id` is for organization trails only: the trail of one account belongs to that account"
    }
  }

  # CloudTrail tries to write to the log group before it accepts the trail.
  depends_on = [aws_iam_role_policy.delivery]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group_name
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
}
