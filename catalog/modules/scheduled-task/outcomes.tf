locals {
  # How a run may end, and the queue that gets the event. A program that never started has no exit code.
  outcomes = {
    failures  = { "$or" = [{ containers = { exitCode = [{ "anything-but" = 0 }] } }, { stopCode = ["TaskFailedToStart"] }] }
    successes = { containers = { exitCode = [0] } }
  }

  rule_names = { for outcome in keys(local.outcomes) : outcome => "${var.name}-${outcome}" }

  # Built from the names, so that key and queues can be bound to the rules that need them.
  rule_arns = { for outcome, name in local.rule_names : outcome => "arn:${local.partition}:events:${local.region}:${local.account_id}:rule/${name}" }
}

resource "aws_cloudwatch_event_rule" "outcome" {
  for_each = local.outcomes

  name        = local.rule_names[each.key]
  description = "Runs of the task ${var.name}: ${each.key}"

  event_pattern = jsonencode({
    source        = ["aws.ecs"]
    "detail-type" = ["ECS Task State Change"]
    detail = merge(each.value, {
      clusterArn        = [var.cluster_arn]
      lastStatus        = ["STOPPED"]
      taskDefinitionArn = [{ prefix = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:task-definition/${var.name}:" }]
    })
  })
}

resource "aws_cloudwatch_event_target" "outcome" {
  for_each = local.outcomes

  rule      = aws_cloudwatch_event_rule.outcome[each.key].name
  target_id = "queue"
  arn       = aws_sqs_queue.this[each.key].arn

  # Whoever is asked to deliver to a queue without the right to do so drops the event.
  depends_on = [aws_sqs_queue_policy.this]
}

resource "aws_sqs_queue" "this" {
  for_each = local.outcomes

  name                              = local.rule_names[each.key]
  message_retention_seconds         = 1209600
  kms_master_key_id                 = local.key_arn
  kms_data_key_reuse_period_seconds = 300
}

data "aws_iam_policy_document" "queue" {
  for_each = local.outcomes

  statement {
    sid       = "RuleReports"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.this[each.key].arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.rule_arns[each.key]]
    }
  }

  statement {
    sid       = "NothingWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.this[each.key].arn]

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

resource "aws_sqs_queue_policy" "this" {
  for_each = local.outcomes

  queue_url = aws_sqs_queue.this[each.key].id
  policy    = data.aws_iam_policy_document.queue[each.key].json
}
