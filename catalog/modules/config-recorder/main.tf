data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id   = data.aws_caller_identity.this.account_id
  partition    = data.aws_partition.this.partition
  region       = data.aws_region.this.id
  aws_policies = "arn:${local.partition}:iam::aws:policy"

  # The service-linked role is one per account, so that only the unit of the home region makes it.
  makes_role = var.role_arn == null && var.is_home_region && var.create_service_linked_role
  role_arn   = coalesce(var.role_arn, "arn:${local.partition}:iam::${local.account_id}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig")

  # A recorder that leaves types out records everything else, so the global types must be left out by name elsewhere.
  global_types   = ["AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"]
  excludes_types = length(var.recording.excluded_types) > 0
  excluded_types = sort(setunion(var.recording.excluded_types, var.is_home_region ? [] : local.global_types))
}

resource "aws_iam_service_linked_role" "this" {
  count = local.makes_role ? 1 : 0

  aws_service_name = "config.amazonaws.com"
}

resource "aws_config_configuration_recorder" "this" {
  name     = var.name
  role_arn = local.role_arn

  recording_group {
    all_supported                 = !local.excludes_types
    include_global_resource_types = var.is_home_region && !local.excludes_types

    dynamic "exclusion_by_resource_types" {
      for_each = local.excludes_types ? [local.excluded_types] : []

      content {
        resource_types = exclusion_by_resource_types.value
      }
    }

    recording_strategy {
      use_only = local.excludes_types ? "EXCLUSION_BY_RESOURCE_TYPES" : "ALL_SUPPORTED_RESOURCE_TYPES"
    }
  }

  recording_mode {
    recording_frequency = var.recording.frequency

    dynamic "recording_mode_override" {
      for_each = length(var.recording.continuous_types) > 0 ? [var.recording.continuous_types] : []

      content {
        description         = "types that are recorded at each change"
        resource_types      = recording_mode_override.value
        recording_frequency = "CONTINUOUS"
      }
    }
  }

  depends_on = [aws_iam_service_linked_role.this]
}

resource "aws_config_delivery_channel" "this" {
  name           = var.name
  s3_bucket_name = var.bucket_name
  s3_kms_key_arn = var.kms_key_arn

  snapshot_delivery_properties {
    delivery_frequency = var.snapshot_frequency
  }

  depends_on = [aws_config_configuration_recorder.this]
}

resource "aws_config_configuration_recorder_status" "this" {
  name       = aws_config_configuration_recorder.this.name
  is_enabled = true

  depends_on = [aws_config_delivery_channel.this]
}

resource "aws_config_retention_configuration" "this" {
  retention_period_in_days = var.retention_days

  depends_on = [aws_config_configuration_recorder.this]
}
