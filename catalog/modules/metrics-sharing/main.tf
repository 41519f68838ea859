data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  monitoring = "arn:${local.partition}:iam::${var.monitoring_account_id}"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["${local.monitoring}:root"]
    }

    # CloudWatch alone, on behalf of who looks at a dashboard there; no role of a person or program.
    condition {
      test     = "ArnEquals"
      variable = "aws:PrincipalArn"
      values   = ["${local.monitoring}:role/aws-service-role/cloudwatch-crossaccount.amazonaws.com/AWSServiceRoleForCloudWatchCrossAccount"]
    }
  }
}

# Numbers and the state of alarms. What AWS offers for this role reads logs and traces as well, which hold data.
data "aws_iam_policy_document" "metrics" {
  # None of these actions can be narrowed to a resource.
  statement {
    sid = "Metrics"

    actions = [
      "cloudwatch:DescribeAlarmHistory",
      "cloudwatch:DescribeAlarms",
      "cloudwatch:DescribeAlarmsForMetric",
      "cloudwatch:GetMetricData",
      "cloudwatch:GetMetricStatistics",
      "cloudwatch:GetMetricWidgetImage",
      "cloudwatch:ListMetrics",
    ]

    resources = ["*"]
  }
}

resource "aws_iam_role" "sharing" {
  # CloudWatch looks for this name.
  name                 = "CloudWatch-CrossAccountSharingRole"
  description          = "Lets dashboards of the account ${var.monitoring_account_id} show metrics and alarms of this one"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn

  lifecycle {
    precondition {
      condition     = var.monitoring_account_id != local.account_id
      error_message = "an account sees its own metrics without a role"
    }
  }
}

resource "aws_iam_role_policy" "metrics" {
  name   = "metrics"
  role   = aws_iam_role.sharing.name
  policy = data.aws_iam_policy_document.metrics.json
}
