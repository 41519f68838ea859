data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = data.aws_region.this.id

  # Buckets and roles share one namespace over all regions, so their names carry the region.
  # Names and ARNs are built from the inputs, so that the policies can be read in the plan.
  bucket_name     = "${var.name}-${local.account_id}-${local.region}"
  bucket_arn      = "arn:${local.partition}:s3:::${local.bucket_name}"
  stream_arn      = "arn:${local.partition}:firehose:${local.region}:${local.account_id}:deliverystream/${var.name}"
  destination_arn = "arn:${local.partition}:logs:${local.region}:${local.account_id}:destination:${var.name}"
  errors_group    = "/aws/kinesisfirehose/${var.name}"

  account_ids = sort(var.account_ids)
}

# The deliveries that fail are told about here; the logs themselves never pass through this group.
resource "aws_cloudwatch_log_group" "errors" {
  name              = local.errors_group
  retention_in_days = 90
  kms_key_id        = aws_kms_key.this.arn
}

resource "aws_cloudwatch_log_stream" "errors" {
  name           = "s3"
  log_group_name = aws_cloudwatch_log_group.errors.name
}

resource "aws_kinesis_firehose_delivery_stream" "this" {
  name        = var.name
  destination = "extended_s3"

  server_side_encryption {
    enabled  = true
    key_type = "CUSTOMER_MANAGED_CMK"
    key_arn  = aws_kms_key.this.arn
  }

  extended_s3_configuration {
    role_arn            = aws_iam_role.delivery.arn
    bucket_arn          = aws_s3_bucket.this.arn
    kms_key_arn         = aws_kms_key.this.arn
    prefix              = "logs/!{timestamp:yyyy/MM/dd}/"
    error_output_prefix = "errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/"
    buffering_size      = var.buffering.megabytes
    buffering_interval  = var.buffering.seconds
    compression_format  = "GZIP"
    file_extension      = ".json.gz"

    # CloudWatch Logs sends gzipped records without line ends, which no query engine reads in one file.
    # Unpacked, split by line and packed again as a whole, each line tells account, group and stream of its events.
    processing_configuration {
      enabled = true

      processors {
        type = "Decompression"

        parameters {
          parameter_name  = "CompressionFormat"
          parameter_value = "GZIP"
        }
      }

      processors {
        type = "AppendDelimiterToRecord"
      }
    }

    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.errors.name
      log_stream_name = aws_cloudwatch_log_stream.errors.name
    }
  }

  # Without the rights the first deliveries fail.
  depends_on = [aws_iam_role_policy.delivery, aws_s3_bucket_policy.this]

  lifecycle {
    precondition {
      condition     = var.organization_id != null || length(var.account_ids) > 0
      error_message = "name an organization or at least one account, else nobody can send logs"
    }
  }
}

resource "aws_cloudwatch_log_destination" "this" {
  name       = var.name
  role_arn   = aws_iam_role.ingest.arn
  target_arn = aws_kinesis_firehose_delivery_stream.this.arn

  # CloudWatch Logs sends a test record when a destination is made.
  depends_on = [aws_iam_role_policy.ingest]
}

data "aws_iam_policy_document" "destination" {
  dynamic "statement" {
    for_each = length(local.account_ids) > 0 ? [local.account_ids] : []

    content {
      sid       = "AccountsSubscribe"
      actions   = ["logs:PutAccountPolicy", "logs:PutSubscriptionFilter"]
      resources = [local.destination_arn]

      principals {
        type        = "AWS"
        identifiers = statement.value
      }
    }
  }

  dynamic "statement" {
    for_each = var.organization_id == null ? [] : [var.organization_id]

    content {
      sid       = "OrganizationSubscribes"
      actions   = ["logs:PutAccountPolicy", "logs:PutSubscriptionFilter"]
      resources = [local.destination_arn]

      principals {
        type        = "*"
        identifiers = ["*"]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:PrincipalOrgID"
        values   = [statement.value]
      }
    }
  }
}

resource "aws_cloudwatch_log_destination_policy" "this" {
  destination_name = aws_cloudwatch_log_destination.this.name
  access_policy    = data.aws_iam_policy_document.destination.json
}
