data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  partition  = data.aws_partition.this.partition
  region     = data.aws_region.this.id

  groups_arn = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group"
  excluded   = var.account_policy == null ? [] : sort(var.account_policy.exclude)

  alarm_actions = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]
}

# A destination that admits a whole organization wants to see a role of the sender; one that lists accounts ignores it.
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["logs.amazonaws.com"]
    }

    # "IfExists": the service does not always name the source, but if it does, it must be this account.
    condition {
      test     = "StringLikeIfExists"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:logs:${local.region}:${local.account_id}:*"]
    }
  }
}

data "aws_iam_policy_document" "ship" {
  statement {
    actions   = ["logs:PutLogEvents"]
    resources = var.account_policy != null ? ["${local.groups_arn}:*"] : [for group in sort(values(var.log_groups)[*].name) : "${local.groups_arn}:${group}:*"]
  }
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-${local.region}-ship"
  description          = "Lets CloudWatch Logs send logs of this account to the destination ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn

  lifecycle {
    precondition {
      condition     = var.account_policy != null || length(var.log_groups) > 0
      error_message = "name at least one log group where the account policy is off"
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "ship"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.ship.json
}

resource "aws_cloudwatch_log_account_policy" "this" {
  count = var.account_policy != null ? 1 : 0

  policy_name = var.name
  policy_type = "SUBSCRIPTION_FILTER_POLICY"
  scope       = "ALL"

  policy_document = jsonencode({
    DestinationArn = var.destination_arn
    RoleArn        = aws_iam_role.this.arn
    FilterPattern  = var.account_policy.filter_pattern
    Distribution   = "Random"
  })

  selection_criteria = length(local.excluded) == 0 ? null : "LogGroupName NOT IN ${jsonencode(local.excluded)}"

  depends_on = [aws_iam_role_policy.this]

  lifecycle {
    precondition {
      condition     = length(setsubtract(values(var.log_groups)[*].name, local.excluded)) == 0
      error_message = "a log group with a filter of its own must be excluded from the account policy, else its logs are sent twice"
    }
  }
}

resource "aws_cloudwatch_log_subscription_filter" "this" {
  for_each = var.log_groups

  name            = "${var.name}-${each.key}"
  log_group_name  = each.value.name
  destination_arn = var.destination_arn
  role_arn        = aws_iam_role.this.arn
  filter_pattern  = each.value.filter_pattern

  depends_on = [aws_iam_role_policy.this]
}

# A query over all filters of the account and region, since an account policy reports with other dimensions than a filter.
resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = {
    errors     = { metric = "DeliveryErrors", periods = 1, text = "logs are refused by the destination and lost" }
    throttling = { metric = "DeliveryThrottling", periods = 3, text = "logs wait for the destination; after 24 hours they are lost" }
  }

  alarm_name          = "${var.name}-shipping-${each.key}"
  alarm_description   = "Log shipping ${var.name}: ${each.value.text}"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = each.value.periods

  # No errors means no data. That logs stop altogether is seen at the destination.
  treat_missing_data = "notBreaching"

  metric_query {
    id          = "all"
    expression  = "SELECT SUM(${each.value.metric}) FROM \"AWS/Logs\""
    label       = each.value.metric
    period      = 300
    return_data = true
  }

  alarm_actions = local.alarm_actions
  ok_actions    = local.alarm_actions
}
