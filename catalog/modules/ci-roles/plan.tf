data "aws_iam_policy_document" "plan_trust" {
  count = var.plan_role != null ? 1 : 0

  dynamic "statement" {
    for_each = var.github == null ? [] : ["Workflows"]

    content {
      sid     = statement.value
      actions = ["sts:AssumeRoleWithWebIdentity"]

      principals {
        type        = "Federated"
        identifiers = [local.oidc_provider_arn]
      }

      condition {
        test     = "StringEquals"
        variable = "${local.issuer}:aud"
        values   = ["sts.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "${local.issuer}:sub"
        values   = local.plan_subjects
      }
    }
  }

  # Accounts are the principals and a condition names the roles: a role that is named as principal must exist already, and is lost when it is made anew.
  statement {
    sid     = "Roles"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = local.caller_accounts.plan
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalArn"
      values   = local.plan_callers
    }
  }
}

locals {
  state_bucket_arns = var.state == null ? [] : [for bucket in sort(var.state.buckets) : "arn:${local.partition}:s3:::${bucket}"]
  state_key_arns    = var.state == null ? [] : sort(var.state.kms_key_arns)

  # Services whose calls of these kinds tell how something is set up, never what it holds.
  reads = {
    "Describe*" = [
      "acm", "application-autoscaling", "aps", "autoscaling", "backup", "chatbot", "cloudfront", "cloudtrail", "cloudwatch", "config", "cur", "dms", "ecs",
      "eks", "elasticache", "elasticfilesystem", "elasticloadbalancing", "es", "events", "firehose", "globalaccelerator", "identitystore", "kafka", "kinesis",
      "memorydb", "mq", "network-firewall", "organizations", "pipes", "rds", "redshift", "securityhub", "servicecatalog", "shield", "sso", "states",
      "synthetics", "transfer",
    ]
    "Get*" = [
      "access-analyzer", "account", "acm-pca", "backup", "bcm-data-exports", "ce", "chatbot", "cloudfront", "cloudtrail", "cloudwatch", "controltower",
      "guardduty", "imagebuilder", "inspector2", "internetmonitor", "kafka", "macie2", "networkmanager", "oam", "ram", "resource-groups", "route53resolver",
      "scheduler", "securityhub", "servicediscovery", "servicequotas", "ses", "signer", "sns", "ssm-incidents", "sso", "synthetics", "tag", "vpc-lattice",
      "wafv2",
    ]
    "List*" = [
      "access-analyzer", "account", "acm", "application-autoscaling", "aps", "backup", "bcm-data-exports", "ce", "chatbot", "cloudtrail", "cloudwatch",
      "codebuild", "config", "controltower", "cur", "ecs", "eks", "elasticache", "events", "firehose", "globalaccelerator", "guardduty", "identitystore",
      "imagebuilder", "inspector2", "internetmonitor", "kafka", "macie2", "memorydb", "network-firewall", "networkmanager", "oam", "pipes", "ram",
      "resource-groups", "route53resolver", "scheduler", "securityhub", "servicediscovery", "servicequotas", "ses", "signer", "ssm-incidents", "sso", "states",
      "synthetics", "transfer", "vpc-lattice", "wafv2", "xray",
    ]
  }

  plan_reads = concat(
    flatten([for verb, services in local.reads : [for service in services : "${service}:${verb}"]]),
    [
      "athena:GetNamedQuery", "athena:GetWorkGroup", "budgets:ListTagsForResource", "budgets:ViewBudget", "codebuild:BatchGetProjects",
      "codeconnections:GetConnection", "codestar-connections:GetConnection", "ec2:GetIpamPoolAllocations", "ecr:DescribePullThroughCacheRules",
      "ecr:DescribeRepositoryCreationTemplates", "ecr:GetAccountSetting", "glue:GetDatabase", "glue:GetPartitionIndexes", "glue:GetTable", "glue:GetTags",
      "identitystore:GetGroupId", "identitystore:GetUserId", "inspector2:BatchGetAccountStatus", "lambda:GetAlias", "lambda:GetEventSourceMapping",
      "lambda:GetFunction", "lambda:GetFunctionRecursionConfig", "lambda:GetLayerVersion", "logs:GetDataProtectionPolicy", "logs:GetDelivery",
      "logs:GetDeliveryDestination", "logs:GetDeliveryDestinationPolicy", "logs:GetDeliverySource", "s3:GetIntelligentTieringConfiguration",
      "ssm:GetDefaultPatchBaseline", "ssm:GetDocument", "ssm:GetMaintenanceWindow", "ssm:GetMaintenanceWindowTask", "ssm:GetPatchBaseline",
      "ssm:GetPatchBaselineForPatchGroup", "xray:GetEncryptionConfig", "xray:GetGroup", "xray:GetGroups", "xray:GetSamplingRules",
    ],
  )

  # Parameters of AWS itself, such as the newest machine images.
  public_parameter_arns = ["arn:${local.partition}:ssm:*::parameter/aws/service/*"]

  # What may be read although it is data. Everything else is denied, whatever the managed policies come to allow.
  plan_data = {
    Objects = {
      actions   = ["s3:GetObject", "s3:GetObjectTorrent", "s3:GetObjectVersion"]
      resources = concat([for arn in local.state_bucket_arns : "${arn}/*"], sort(try(var.plan_role.readable.object_arns, [])))
    }
    Keys = {
      actions   = ["kms:Decrypt"]
      resources = concat(local.state_key_arns, sort(setsubtract(try(var.plan_role.readable.kms_key_arns, []), local.state_key_arns)))
    }
    Secrets = {
      actions   = ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"]
      resources = sort(try(var.plan_role.readable.secret_arns, []))
    }
    Parameters = {
      actions   = ["ssm:GetParameter", "ssm:GetParameterHistory", "ssm:GetParameters", "ssm:GetParametersByPath"]
      resources = concat(local.public_parameter_arns, sort(try(var.plan_role.readable.parameter_arns, [])))
    }
  }
}

data "aws_iam_policy_document" "plan" {
  count = var.plan_role != null ? 1 : 0

  statement {
    sid       = "Look"
    actions   = sort(local.plan_reads)
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = { for kind, data in local.plan_data : kind => data if length(data.resources) > 0 }

    content {
      sid       = "Read${statement.key}"
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }

  dynamic "statement" {
    for_each = length(local.state_bucket_arns) > 0 ? ["ListStates"] : []

    content {
      sid       = statement.value
      actions   = ["s3:ListBucket"]
      resources = local.state_bucket_arns
    }
  }

  dynamic "statement" {
    for_each = var.plan_role.writes_lock_files && length(local.state_bucket_arns) > 0 ? ["LockStates"] : []

    content {
      sid       = statement.value
      actions   = ["s3:DeleteObject", "s3:PutObject"]
      resources = [for arn in local.state_bucket_arns : "${arn}/*.tflock"]
    }
  }

  dynamic "statement" {
    for_each = var.plan_role.writes_lock_files && length(local.state_key_arns) > 0 ? ["EncryptLocks"] : []

    content {
      sid       = statement.value
      actions   = ["kms:GenerateDataKey"]
      resources = local.state_key_arns
    }
  }

  statement {
    sid       = "AssumeRoles"
    actions   = ["sts:AssumeRole"]
    resources = sort(setunion([local.plan_role_arn], var.plan_role.assumable_role_arns))
  }

  dynamic "statement" {
    for_each = local.plan_data

    content {
      sid           = "DenyOther${statement.key}"
      effect        = "Deny"
      actions       = statement.value.actions
      resources     = length(statement.value.resources) > 0 ? null : ["*"]
      not_resources = length(statement.value.resources) > 0 ? statement.value.resources : null
    }
  }

  # The managed policies allow some of these, and may allow more of them one day.
  statement {
    sid    = "DenyData"
    effect = "Deny"
    actions = [
      "athena:GetQueryResults", "cloudtrail:GetQueryResults", "codecommit:GetBlob", "codecommit:GetFile", "codecommit:GitPull", "cognito-idp:ListUsers",
      "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:GetRecords", "dynamodb:PartiQLSelect", "dynamodb:Query",
      "dynamodb:Scan", "ebs:GetSnapshotBlock", "ec2:GetConsoleOutput", "ec2:GetConsoleScreenshot", "ec2:GetPasswordData", "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer", "kinesis:GetRecords", "kinesis:SubscribeToShard", "logs:FilterLogEvents", "logs:GetLogEvents", "logs:GetLogRecord",
      "logs:GetQueryResults", "logs:StartLiveTail", "logs:StartQuery", "logs:Unmask", "macie2:GetSensitiveDataOccurrences", "rds:DownloadCompleteDBLogFile",
      "rds:DownloadDBLogFilePortion", "redshift:GetClusterCredentials", "redshift:GetClusterCredentialsWithIAM", "s3:GetObjectAttributes", "sqs:ReceiveMessage",
      "xray:BatchGetTraces",
    ]
    resources = ["*"]
  }

  # The only calls in the managed policies that make something.
  statement {
    sid       = "DenyWrites"
    effect    = "Deny"
    actions   = ["config:Deliver*", "iam:Generate*"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "plan" {
  count = var.plan_role != null ? 1 : 0

  name                 = var.plan_role.name
  description          = "Plans changes of this account: sees its settings, changes nothing and reads no data but states"
  assume_role_policy   = data.aws_iam_policy_document.plan_trust[0].json
  max_session_duration = var.plan_role.max_session_hours * 3600

  lifecycle {
    precondition {
      condition     = var.github != null || length(var.plan_role.assumed_by_role_arns) > 0
      error_message = "nobody could assume the plan role: set github or plan_role.assumed_by_role_arns, or plan_role to null"
    }

    precondition {
      condition     = !var.plan_role.writes_lock_files || var.state != null
      error_message = "plan_role.writes_lock_files needs state"
    }

    precondition {
      condition     = var.apply_role == null ? true : var.plan_role.name != var.apply_role.name
      error_message = "plan_role and apply_role must have different names"
    }
  }

  depends_on = [aws_iam_openid_connect_provider.this]
}

resource "aws_iam_role_policy" "plan" {
  count = var.plan_role != null ? 1 : 0

  name   = "plan"
  role   = aws_iam_role.plan[0].name
  policy = data.aws_iam_policy_document.plan[0].json
}

# ReadOnlyAccess would read data as well: objects, items, messages.
resource "aws_iam_role_policy_attachment" "plan" {
  for_each = var.plan_role == null ? {} : {
    security-audit = "SecurityAudit"
    view-only      = "job-function/ViewOnlyAccess"
  }

  role       = aws_iam_role.plan[0].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.value}"
}
