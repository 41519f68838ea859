data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition

  # The own account has its rights from its own policies.
  account_readers = { for name, secret in var.secrets : name => sort(setsubtract(secret.reader_account_ids, [local.account_id])) }

  # Without readers there is no statement.
  readers = { for name, secret in var.secrets : name => secret.organization_reads ? ["*"] : [for id in local.account_readers[name] : "arn:${local.partition}:iam::${id}:root"] }

  rotations = { for name, secret in var.secrets : name => secret.rotation if secret.rotation != null }
}

resource "aws_secretsmanager_secret" "this" {
  for_each = var.secrets

  name                    = "${var.name}/${each.key}"
  description             = each.value.description
  kms_key_id              = var.kms_key == null ? aws_kms_key.this[0].arn : var.kms_key.arn
  recovery_window_in_days = each.value.recovery_window_days

  dynamic "replica" {
    for_each = each.value.replicas

    content {
      region     = replica.key
      kms_key_id = replica.value
    }
  }

  lifecycle {
    precondition {
      condition     = !each.value.organization_reads || var.organization_id != null
      error_message = "`organization_reads` needs an `organization_id`"
    }
  }
}

data "aws_iam_policy_document" "secret" {
  for_each = var.secrets

  dynamic "statement" {
    for_each = length(local.readers[each.key]) > 0 ? [local.readers[each.key]] : []

    content {
      sid       = "Read"
      actions   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = statement.value
      }

      dynamic "condition" {
        for_each = var.organization_id == null ? [] : [var.organization_id]

        content {
          test     = "StringEquals"
          variable = "aws:PrincipalOrgID"
          values   = [condition.value]
        }
      }
    }
  }

  statement {
    sid       = "DenyInsecureTransport"
    effect    = "Deny"
    actions   = ["secretsmanager:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

# Every secret has a policy, so that rights added by hand show up as drift.
resource "aws_secretsmanager_secret_policy" "this" {
  for_each = var.secrets

  secret_arn          = aws_secretsmanager_secret.this[each.key].arn
  policy              = data.aws_iam_policy_document.secret[each.key].json
  block_public_policy = true
}

resource "aws_secretsmanager_secret_rotation" "this" {
  for_each = local.rotations

  secret_id           = aws_secretsmanager_secret.this[each.key].id
  rotation_lambda_arn = each.value.lambda_arn

  # The secret may have no value yet that a rotation could change.
  rotate_immediately = false

  rotation_rules {
    automatically_after_days = each.value.days
  }
}

resource "aws_cloudwatch_event_rule" "rotation" {
  count = var.alerts == null ? 0 : 1

  name        = "${replace(var.name, "/", "-")}-secret-rotation"
  description = "Rotations of secrets below ${var.name} that have failed"

  event_pattern = jsonencode({
    source        = ["aws.secretsmanager"]
    "detail-type" = ["AWS Service Event via CloudTrail"]
    detail = {
      eventName           = ["RotationFailed"]
      additionalEventData = { SecretId = [{ wildcard = "*:secret:${var.name}/*" }] }
    }
  })
}

resource "aws_cloudwatch_event_target" "rotation" {
  count = var.alerts == null ? 0 : 1

  rule      = aws_cloudwatch_event_rule.rotation[0].name
  target_id = "alarms"
  arn       = var.alerts.topic_arn
}
