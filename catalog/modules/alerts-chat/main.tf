data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition

  # What the picture of an alarm in a message takes.
  message_actions = ["cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmsForMetric", "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:GetMetricWidgetImage", "cloudwatch:ListMetrics"]

  enabled = var.slack == null ? 0 : 1
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["chatbot.amazonaws.com"]
    }

    # "IfExists": the service does not promise to name the account, but if it does, it must be this one.
    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

# One policy twice: what the channel can do, and the guardrail over whatever a role of a member could do there.
data "aws_iam_policy_document" "channel" {
  # None of these actions can be narrowed to a resource.
  statement {
    sid       = "Messages"
    actions   = local.message_actions
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = length(var.command_actions) > 0 ? [sort(var.command_actions)] : []

    content {
      sid       = "Commands"
      actions   = statement.value
      resources = ["*"]
    }
  }
}

resource "aws_iam_policy" "channel" {
  count = local.enabled

  name        = "${var.name}-chat"
  description = "The most that anybody can do from the chat channel ${var.name}"
  policy      = data.aws_iam_policy_document.channel.json
}

resource "aws_iam_role" "channel" {
  count = local.enabled

  name                 = "${var.name}-chat"
  description          = "Lets the chat channel ${var.name} show alarms"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy_attachment" "channel" {
  count = local.enabled

  role       = aws_iam_role.channel[0].name
  policy_arn = aws_iam_policy.channel[0].arn
}

resource "aws_chatbot_slack_channel_configuration" "this" {
  count = local.enabled

  configuration_name          = var.name
  slack_team_id               = var.slack.workspace_id
  slack_channel_id            = var.slack.channel_id
  iam_role_arn                = aws_iam_role.channel[0].arn
  sns_topic_arns              = var.topic_arns
  guardrail_policy_arns       = [aws_iam_policy.channel[0].arn]
  user_authorization_required = var.member_roles_required
  logging_level               = var.logging_level

  depends_on = [aws_iam_role_policy_attachment.channel]
}
