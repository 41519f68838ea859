# The first part of a build: an instance in the one subnet, tagged as the pipeline's, reached by Session Manager.
data "aws_iam_policy_document" "build" {
  statement {
    sid = "Look"
    actions = [
      "ec2:DescribeImages",
      "ec2:DescribeInstanceStatus",
      "ec2:DescribeInstanceTypeOfferings",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeInstances",
      "ec2:DescribeKeyPairs",
      "ec2:DescribeRegions",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSnapshots",
      "ec2:DescribeSubnets",
      "ec2:DescribeTags",
      "ec2:DescribeVolumes",
      "ec2:DescribeVpcs",
      "ssm:DescribeInstanceInformation",
      "ssm:GetConnectionStatus",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "FindSourceImages"
    actions   = ["ssm:GetParameter", "ssm:GetParameters"]
    resources = ["arn:${local.partition}:ssm:${local.region}::parameter/aws/service/*"]
  }

  statement {
    sid       = "StartFromImagesOfTheseOwners"
    actions   = ["ec2:RunInstances"]
    resources = local.images

    condition {
      test     = "StringEquals"
      variable = "ec2:Owner"
      values   = local.owner_values
    }
  }

  statement {
    sid     = "StartInThisPlace"
    actions = ["ec2:RunInstances"]
    resources = [
      "${local.ec2}:key-pair/packer_*",
      "${local.ec2}:security-group/${aws_security_group.builds.id}",
      "${local.ec2}:subnet/${var.subnet_id}",
    ]
  }

  statement {
    sid       = "StartInterface"
    actions   = ["ec2:RunInstances"]
    resources = ["${local.ec2}:network-interface/*"]

    condition {
      test     = "ArnEquals"
      variable = "ec2:Subnet"
      values   = ["${local.ec2}:subnet/${var.subnet_id}"]
    }
  }

  statement {
    sid       = "StartEncryptedVolume"
    actions   = ["ec2:RunInstances"]
    resources = ["${local.ec2}:volume/*"]

    condition {
      test     = "Bool"
      variable = "ec2:Encrypted"
      values   = ["true"]
    }
  }

  statement {
    sid       = "StartTaggedInstance"
    actions   = ["ec2:RunInstances"]
    resources = ["${local.ec2}:instance/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/built-by"
      values   = [var.name]
    }

    condition {
      test     = "StringEquals"
      variable = "ec2:MetadataHttpTokens"
      values   = ["required"]
    }

    condition {
      test     = "StringLike"
      variable = "ec2:InstanceType"
      values   = var.instance_types
    }

    condition {
      test     = "ArnEquals"
      variable = "ec2:InstanceProfile"
      values   = ["arn:${local.partition}:iam::${local.account_id}:instance-profile/${var.name}-builds"]
    }
  }

  statement {
    sid       = "TagWhatIsStarted"
    actions   = ["ec2:CreateTags"]
    resources = ["${local.ec2}:instance/*", "${local.ec2}:key-pair/packer_*", "${local.ec2}:network-interface/*", "${local.ec2}:volume/*"]

    condition {
      test     = "StringEquals"
      variable = "ec2:CreateAction"
      values   = ["CreateKeyPair", "ImportKeyPair", "RunInstances"]
    }
  }

  statement {
    sid       = "OwnInstances"
    actions   = ["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:TerminateInstances"]
    resources = ["${local.ec2}:instance/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/built-by"
      values   = [var.name]
    }
  }

  statement {
    sid       = "TemporaryKeyPairs"
    actions   = ["ec2:CreateKeyPair", "ec2:DeleteKeyPair", "ec2:ImportKeyPair"]
    resources = ["${local.ec2}:key-pair/packer_*"]
  }

  statement {
    sid       = "GiveInstancesTheirRole"
    actions   = ["iam:PassRole"]
    resources = [local.build_role_arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ec2.amazonaws.com"]
    }
  }

  statement {
    sid       = "CheckProfile"
    actions   = ["iam:GetInstanceProfile"]
    resources = ["arn:${local.partition}:iam::${local.account_id}:instance-profile/${var.name}-builds"]
  }

  statement {
    sid       = "OpenSessionsOnOwnInstances"
    actions   = ["ssm:StartSession"]
    resources = ["${local.ec2}:instance/*"]

    condition {
      test     = "StringEquals"
      variable = "ssm:resourceTag/built-by"
      values   = [var.name]
    }

    condition {
      test     = "BoolIfExists"
      variable = "ssm:SessionDocumentAccessCheck"
      values   = ["true"]
    }
  }

  statement {
    sid       = "ForwardPorts"
    actions   = ["ssm:StartSession"]
    resources = ["arn:${local.partition}:ssm:${local.region}::document/AWS-StartPortForwardingSession"]
  }

  # Session Manager tags each session with the user id of whoever started it.
  statement {
    sid       = "EndOwnSessions"
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
}

# The second part: an image and its snapshot, encrypted, tagged and shared.
data "aws_iam_policy_document" "images" {
  statement {
    sid       = "ImageOfOwnInstance"
    actions   = ["ec2:CreateImage"]
    resources = ["${local.ec2}:instance/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/built-by"
      values   = [var.name]
    }
  }

  statement {
    sid       = "MakeTaggedImage"
    actions   = ["ec2:CreateImage"]
    resources = local.images

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/built-by"
      values   = [var.name]
    }
  }

  # The tag gives rights over an image, so it comes with the birth of one and never later.
  statement {
    sid       = "TagNewImage"
    actions   = ["ec2:CreateTags"]
    resources = local.images

    condition {
      test     = "StringEquals"
      variable = "ec2:CreateAction"
      values   = ["CreateImage"]
    }
  }

  statement {
    sid       = "TagOwnImages"
    actions   = ["ec2:CreateTags"]
    resources = local.images

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/built-by"
      values   = [var.name]
    }
  }

  statement {
    sid       = "OwnImages"
    actions   = ["ec2:DeleteSnapshot", "ec2:DeregisterImage", "ec2:EnableImageDeprecation", "ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute"]
    resources = local.images

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/built-by"
      values   = [var.name]
    }
  }

  statement {
    sid       = "NeverPublic"
    effect    = "Deny"
    actions   = ["ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute"]
    resources = ["*"]

    condition {
      test     = "ForAnyValue:StringEquals"
      variable = "ec2:Add/group"
      values   = ["all"]
    }
  }

  dynamic "statement" {
    for_each = length(local.share_ids) > 0 ? [local.share_ids] : []

    content {
      sid       = "NobodyElse"
      effect    = "Deny"
      actions   = ["ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute"]
      resources = ["*"]

      condition {
        test     = "ForAnyValue:StringNotEquals"
        variable = "ec2:Add/userId"
        values   = statement.value
      }
    }
  }

  statement {
    sid       = "UseKey"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
    resources = [aws_kms_key.images.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["ec2.${local.region}.amazonaws.com"]
    }
  }

  statement {
    sid       = "GrantKeyToVolumes"
    actions   = ["kms:CreateGrant"]
    resources = [aws_kms_key.images.arn]

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}

# The last part: the parameter that names the newest image, where the build writes it.
data "aws_iam_policy_document" "publish" {
  statement {
    sid       = "ReadParameters"
    actions   = ["ssm:GetParameter", "ssm:GetParameters"]
    resources = ["arn:${local.partition}:ssm:${local.region}:${local.account_id}:parameter/images/*"]
  }

  dynamic "statement" {
    for_each = length(local.published_by_build) > 0 ? [local.published_by_build] : []

    content {
      sid       = "Publish"
      actions   = ["ssm:PutParameter"]
      resources = [for name in statement.value : "arn:${local.partition}:ssm:${local.region}:${local.account_id}:parameter/images/${name}"]
    }
  }
}
