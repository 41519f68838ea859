locals {
  # Documents of AWS have no account in their ARN.
  forwarding_documents = [for name in ["AWS-StartPortForwardingSession", "AWS-StartPortForwardingSessionToRemoteHost"] : "arn:${local.partition}:ssm:${local.region}::document/${name}"]
}

data "aws_iam_policy_document" "group" {
  for_each = var.groups

  statement {
    sid       = "StartOnTaggedInstances"
    actions   = ["ssm:StartSession"]
    resources = ["arn:${local.partition}:ec2:${local.region}:${local.account_id}:instance/*"]

    dynamic "condition" {
      for_each = each.value.tags

      content {
        test     = "StringLike"
        variable = "ssm:resourceTag/${condition.key}"
        values   = condition.value
      }
    }

    # Without it a session might be started with any document, and thus without a record.
    condition {
      test     = "BoolIfExists"
      variable = "ssm:SessionDocumentAccessCheck"
      values   = ["true"]
    }
  }

  statement {
    sid       = "StartWithTheseDocuments"
    actions   = ["ssm:GetDocument", "ssm:StartSession"]
    resources = concat([aws_ssm_document.this.arn], each.value.port_forwarding ? local.forwarding_documents : [])
  }

  # Session Manager tags each session with the user id of whoever started it.
  statement {
    sid       = "OwnSessions"
    actions   = ["ssm:ResumeSession", "ssm:TerminateSession"]
    resources = ["arn:${local.partition}:ssm:${local.region}:${local.account_id}:session/*"]

    condition {
      test     = "StringLike"
      variable = "ssm:resourceTag/aws:ssmmessages:session-id"
      values   = ["&{aws:userid}"]
    }
  }

  # A channel also needs the token that only the starter of the session gets.
  statement {
    sid       = "OpenChannel"
    actions   = ["ssmmessages:OpenDataChannel"]
    resources = ["arn:${local.partition}:ssm:${local.region}:${local.account_id}:session/*"]
  }

  statement {
    sid       = "EncryptSession"
    actions   = ["kms:GenerateDataKey"]
    resources = [aws_kms_key.this.arn]
  }

  statement {
    sid       = "FindInstances"
    actions   = ["ec2:DescribeInstances", "ssm:DescribeInstanceInformation", "ssm:DescribeInstanceProperties", "ssm:DescribeSessions", "ssm:GetConnectionStatus"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "group" {
  for_each = var.groups

  name        = "${var.name}-${each.key}"
  description = "May start sessions on instances by their tags, and end own ones"
  policy      = data.aws_iam_policy_document.group[each.key].json
}

data "aws_iam_policy_document" "instance" {
  statement {
    sid       = "EncryptSession"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.this.arn]
  }

  statement {
    sid       = "FindSessionLog"
    actions   = ["logs:DescribeLogGroups"]
    resources = ["*"]
  }

  statement {
    sid       = "RecordSession"
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }

  dynamic "statement" {
    for_each = var.archive == null ? [] : ["${local.bucket_arn}/sessions/*"]

    content {
      sid       = "ArchiveSession"
      actions   = ["s3:PutObject"]
      resources = [statement.value]
    }
  }

  # The agent refuses a bucket that does not encrypt.
  dynamic "statement" {
    for_each = var.archive == null ? [] : [local.bucket_arn]

    content {
      sid       = "CheckArchive"
      actions   = ["s3:GetEncryptionConfiguration"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.archive == null ? [] : [aws_kms_key.this.arn]

    content {
      sid       = "EncryptArchive"
      actions   = ["kms:GenerateDataKey"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${local.region}.amazonaws.com"]
      }
    }
  }
}
