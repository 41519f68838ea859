# How workloads may expose themselves.
data "aws_iam_policy_document" "workloads" {
  dynamic "statement" {
    for_each = var.guardrails.public_access ? ["KeepPublicAccessBlocked"] : []

    # Removing the block of an account counts as putting it.
    content {
      sid    = statement.value
      effect = "Deny"
      actions = [
        "ec2:DisableImageBlockPublicAccess",
        "ec2:DisableSnapshotBlockPublicAccess",
        "s3:PutAccountPublicAccessBlock",
      ]
      resources = ["*"]

      dynamic "condition" {
        for_each = local.exempt_conditions

        content {
          test     = "ArnNotLike"
          variable = "aws:PrincipalArn"
          values   = condition.value
        }
      }
    }
  }

  dynamic "statement" {
    for_each = var.guardrails.imdsv2 ? ["StartWithImdsV2"] : []

    content {
      sid       = statement.value
      effect    = "Deny"
      actions   = ["ec2:RunInstances"]
      resources = ["arn:${local.partition}:ec2:*:*:instance/*"]

      condition {
        test     = "StringNotEquals"
        variable = "ec2:MetadataHttpTokens"
        values   = ["required"]
      }
    }
  }

  dynamic "statement" {
    for_each = var.guardrails.imdsv2 ? ["KeepImdsV2"] : []

    content {
      sid       = statement.value
      effect    = "Deny"
      actions   = ["ec2:ModifyInstanceMetadataOptions"]
      resources = ["arn:${local.partition}:ec2:*:*:instance/*"]

      condition {
        test     = "StringEquals"
        variable = "ec2:Attribute/HttpTokens"
        values   = ["optional"]
      }
    }
  }
}

# What the resources of an account demand of everybody, also of callers from outside the organization.
data "aws_iam_policy_document" "resources" {
  dynamic "statement" {
    for_each = var.guardrails.tls_only ? ["RequireTls"] : []

    content {
      sid       = statement.value
      effect    = "Deny"
      actions   = ["s3:*", "sqs:*"]
      resources = ["*"]

      principals {
        type        = "*"
        identifiers = ["*"]
      }

      condition {
        test     = "BoolIfExists"
        variable = "aws:SecureTransport"
        values   = ["false"]
      }

      # Calls between services of AWS stay in its network and do not always have the key set.
      condition {
        test     = "BoolIfExists"
        variable = "aws:PrincipalIsAWSService"
        values   = ["false"]
      }
    }
  }
}
