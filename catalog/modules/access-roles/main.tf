data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  policies   = "arn:${local.partition}:iam::aws:policy"

  offered = {
    "read-only" = {
      settings    = var.read_only
      description = "Sees how things are set up"
      policies    = try(var.read_only.reads_data, false) ? ["ReadOnlyAccess"] : ["SecurityAudit", "job-function/ViewOnlyAccess"]
    }
    developer = {
      settings    = var.developer
      description = "Works with the services of the applications"
      policies    = ["job-function/ViewOnlyAccess"]
    }
    billing = {
      settings    = var.billing
      description = "Sees invoices and costs"
      policies    = try(var.billing.may_change, false) ? ["job-function/Billing"] : ["AWSBillingReadOnlyAccess"]
    }
    support = {
      settings    = var.support
      description = "Works on cases with AWS Support"
      policies    = ["AWSSupportAccess"]
    }
    logs = {
      settings    = var.logs
      description = "Reads logs"
      policies    = ["AWSCloudTrail_ReadOnlyAccess", "AWSConfigUserAccess", "CloudWatchLogsReadOnlyAccess"]
    }
    "full-access" = {
      settings    = var.full_access
      description = "Does anything, in emergencies"
      policies    = ["AdministratorAccess"]
    }
  }

  roles = {
    for key, role in local.offered : key => {
      name            = key == "full-access" ? var.full_access.name : "${var.name_prefix}${key}"
      description     = role.description
      policies        = role.policies
      session_seconds = role.settings.session_hours * 3600
      mfa_seconds     = key == "full-access" ? var.full_access.max_mfa_age_minutes * 60 : var.max_mfa_age_hours * 3600
    } if role.settings != null
  }

  attachments = merge([
    for key, role in local.roles : { for policy in role.policies : "${key}/${basename(policy)}" => { role = key, policy = policy } }
  ]...)

  console = lookup({ "aws-cn" = "signin.amazonaws.cn", "aws-us-gov" = "signin.amazonaws-us-gov.com" }, local.partition, "signin.aws.amazon.com")
}

data "aws_iam_policy_document" "trust" {
  for_each = local.roles

  statement {
    sid     = "PeopleWithSecondFactor"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [for id in sort(var.trusted_account_ids) : "arn:${local.partition}:iam::${id}:root"]
    }

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }

    # Fails as well where the age is missing.
    condition {
      test     = "NumericLessThan"
      variable = "aws:MultiFactorAuthAge"
      values   = [tostring(each.value.mfa_seconds)]
    }
  }
}

resource "aws_iam_role" "this" {
  for_each = local.roles

  name                 = each.value.name
  description          = each.value.description
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = each.value.session_seconds
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = local.attachments

  role       = aws_iam_role.this[each.value.role].name
  policy_arn = "${local.policies}/${each.value.policy}"
}

# ReadOnlyAccess reads parameters, and the default key of Parameter Store decrypts for everybody who may.
data "aws_iam_policy_document" "read_only" {
  count = var.read_only != null ? 1 : 0

  statement {
    sid       = "DenySecrets"
    effect    = "Deny"
    actions   = ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"]
    resources = ["*"]
  }

  statement {
    sid           = "DenyParameters"
    effect        = "Deny"
    actions       = ["ssm:GetParameter", "ssm:GetParameterHistory", "ssm:GetParameters", "ssm:GetParametersByPath"]
    not_resources = ["arn:${local.partition}:ssm:*::parameter/aws/service/*"]
  }
}

resource "aws_iam_role_policy" "read_only" {
  count = var.read_only != null ? 1 : 0

  name   = "no-secrets"
  role   = aws_iam_role.this["read-only"].name
  policy = data.aws_iam_policy_document.read_only[0].json
}

data "aws_iam_policy_document" "developer" {
  count = var.developer != null ? 1 : 0

  statement {
    sid       = "Services"
    actions   = [for service in sort(var.developer.services) : "${service}:*"]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = length(var.developer.passable_role_arns) > 0 ? ["PassRoles"] : []

    content {
      sid       = statement.value
      actions   = ["iam:PassRole"]
      resources = sort(var.developer.passable_role_arns)
    }
  }

  # Defaults of the account hold for everybody in it.
  statement {
    sid    = "DenyWeakerAccount"
    effect = "Deny"
    actions = [
      "ec2:DeleteFlowLogs", "ec2:DisableEbsEncryptionByDefault", "ec2:DisableImageBlockPublicAccess", "ec2:DisableSnapshotBlockPublicAccess",
      "ec2:EnableSerialConsoleAccess", "ec2:ModifyEbsDefaultKmsKeyId", "ec2:ModifyInstanceMetadataDefaults", "logs:DeleteDataProtectionPolicy", "logs:Unmask",
    ]
    resources = ["*"]
  }

  # A shared copy leaves the account with everything in it.
  statement {
    sid       = "DenySharing"
    effect    = "Deny"
    actions   = ["ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute", "rds:ModifyDBClusterSnapshotAttribute", "rds:ModifyDBSnapshotAttribute"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "developer" {
  count = var.developer != null ? 1 : 0

  name   = "services"
  role   = aws_iam_role.this["developer"].name
  policy = data.aws_iam_policy_document.developer[0].json
}

locals {
  log_bucket_arns = var.logs == null ? [] : var.logs.bucket_arns
  log_key_arns    = var.logs == null ? [] : var.logs.kms_key_arns
  log_buckets     = length(local.log_bucket_arns) > 0
  log_keys        = length(local.log_key_arns) > 0
}

data "aws_iam_policy_document" "logs" {
  count = local.log_buckets || local.log_keys ? 1 : 0

  dynamic "statement" {
    for_each = local.log_buckets ? ["List"] : []

    content {
      sid       = statement.value
      actions   = ["s3:GetBucketLocation", "s3:ListBucket"]
      resources = local.log_bucket_arns
    }
  }

  dynamic "statement" {
    for_each = local.log_buckets ? ["Read"] : []

    content {
      sid       = statement.value
      actions   = ["s3:GetObject"]
      resources = [for arn in local.log_bucket_arns : "${arn}/*"]
    }
  }

  dynamic "statement" {
    for_each = local.log_keys ? ["Decrypt"] : []

    content {
      sid       = statement.value
      actions   = ["kms:Decrypt"]
      resources = local.log_key_arns
    }
  }
}

resource "aws_iam_role_policy" "logs" {
  count = local.log_buckets || local.log_keys ? 1 : 0

  name   = "archive"
  role   = aws_iam_role.this["logs"].name
  policy = data.aws_iam_policy_document.logs[0].json
}
