data "aws_iam_policy_document" "delivery_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }
}

resource "aws_iam_role" "delivery" {
  name                 = "${var.name}-cloudwatch"
  description          = "CloudTrail writes the events of ${var.name} to its log group"
  assume_role_policy   = data.aws_iam_policy_document.delivery_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "delivery" {
  # The streams are called `<account>_CloudTrail_<region>`, those of an organization have its id in front.
  statement {
    sid       = "WriteEvents"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_arn}:log-stream:*_CloudTrail_${local.region}*"]
  }
}

resource "aws_iam_role_policy" "delivery" {
  name   = "write-events"
  role   = aws_iam_role.delivery.id
  policy = data.aws_iam_policy_document.delivery.json
}
