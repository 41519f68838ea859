locals {
  queues = {
    request = "asks for a certificate"
    revoke  = "withdraws a certificate"
    list    = "asks for the list of certificates"
  }

  # What people do by policy: the queues into which they may put messages.
  people = {
    request = { queues = ["request"], text = "May ask the VPN server ${var.name} for a certificate of one's own" }
    revoke  = { queues = ["list", "revoke"], text = "May list and withdraw certificates of the VPN server ${var.name}" }
  }
}

resource "aws_sqs_queue" "this" {
  for_each = local.queues

  name                              = "${var.name}-${each.key}"
  kms_master_key_id                 = aws_kms_key.this.arn
  kms_data_key_reuse_period_seconds = 300
  receive_wait_time_seconds         = 20
  visibility_timeout_seconds        = 120

  # Nobody waits longer for an answer; an old request must not surprise anyone.
  message_retention_seconds = 3600
}

data "aws_iam_policy_document" "queue" {
  for_each = local.queues

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
  for_each = local.queues

  queue_url = aws_sqs_queue.this[each.key].id
  policy    = data.aws_iam_policy_document.queue[each.key].json
}

data "aws_iam_policy_document" "people" {
  for_each = local.people

  statement {
    sid       = "Ask"
    actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [for queue in each.value.queues : aws_sqs_queue.this[queue].arn]
  }

  # The queue tells the server who asked, and the answer lies where only that person may read.
  statement {
    sid       = "ReadOwnAnswer"
    actions   = ["s3:GetObject"]
    resources = ["${local.bucket_arn}/replies/&{aws:userid}/*"]
  }

  statement {
    sid       = "WaitForOwnAnswer"
    actions   = ["s3:ListBucket"]
    resources = [local.bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["replies/&{aws:userid}/*"]
    }
  }

  statement {
    sid       = "UseKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.this.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${local.region}.amazonaws.com", "sqs.${local.region}.amazonaws.com"]
    }
  }
}

resource "aws_iam_policy" "people" {
  for_each = local.people

  name        = "${var.name}-${each.key}"
  description = each.value.text
  policy      = data.aws_iam_policy_document.people[each.key].json
}
