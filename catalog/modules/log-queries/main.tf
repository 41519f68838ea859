data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = data.aws_region.this.id

  # Names and ARNs are built from the inputs, so that the policies can be read in the plan.
  bucket_name    = "${var.name}-${local.account_id}-${local.region}"
  bucket_arn     = "arn:${local.partition}:s3:::${local.bucket_name}"
  workgroup_arn  = "arn:${local.partition}:athena:${local.region}:${local.account_id}:workgroup/${var.name}"
  database_name  = replace(var.name, "-", "_")
  glue_arn       = "arn:${local.partition}:glue:${local.region}:${local.account_id}"
  source_buckets = sort(distinct([for source in values(local.sources) : source.bucket if source != null]))
}

# Who uses the workgroup cannot choose another place, another key or a larger scan.
resource "aws_athena_workgroup" "this" {
  name          = var.name
  description   = "Queries of the log archive"
  force_destroy = var.force_destroy

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = var.scan_limit_gb * 1073741824

    result_configuration {
      output_location       = "s3://${aws_s3_bucket.results.bucket}/results/"
      expected_bucket_owner = local.account_id

      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = aws_kms_key.this.arn
      }
    }
  }

  lifecycle {
    precondition {
      condition     = length(local.source_buckets) > 0
      error_message = "name the bucket of at least one kind of log"
    }
  }
}

resource "aws_glue_catalog_database" "this" {
  name        = local.database_name
  description = "Logs of all accounts, in the buckets where they are archived"
}

resource "aws_glue_catalog_table" "this" {
  for_each = local.tables

  name          = each.key
  database_name = aws_glue_catalog_database.this.name
  description   = each.value.description
  table_type    = "EXTERNAL_TABLE"

  # Partitions follow from the path, so nobody has to add them day by day.
  parameters = merge(
    {
      EXTERNAL                       = "TRUE"
      "projection.enabled"           = "true"
      "projection.day.type"          = "date"
      "projection.day.format"        = each.value.day_format
      "projection.day.range"         = "${var.first_day},NOW"
      "projection.day.interval"      = "1"
      "projection.day.interval.unit" = "DAYS"
      "storage.location.template"    = "${each.value.location}${each.value.template}"
    },
    each.value.per_account ? {
      "projection.account.type"   = "enum"
      "projection.account.values" = join(",", local.account_ids)
      "projection.region.type"    = "enum"
      "projection.region.values"  = join(",", sort(var.regions))
    } : {},
    each.value.parameters,
  )

  dynamic "partition_keys" {
    for_each = each.value.per_account ? ["account", "region", "day"] : ["day"]

    content {
      name = partition_keys.value
      type = "string"
    }
  }

  storage_descriptor {
    location      = each.value.location
    input_format  = each.value.input_format
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    ser_de_info {
      serialization_library = each.value.serde
      parameters            = each.value.serde_parameters
    }

    dynamic "columns" {
      for_each = each.value.columns

      content {
        name = columns.value.name
        type = columns.value.type
      }
    }
  }
}

resource "aws_athena_named_query" "this" {
  for_each = { for key, query in local.queries : key => query if contains(keys(local.tables), query.table) }

  name        = "${var.name}-${each.key}"
  description = each.value.description
  workgroup   = aws_athena_workgroup.this.name
  database    = aws_glue_catalog_database.this.name
  query       = each.value.query
}
