mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name = "acme-dev-alarms"
}

run "encrypts_messages_with_its_own_key" {
  command = plan

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_kms_key.this.deletion_window_in_days == 30
    error_message = "the key must be rotated and slow to die"
  }

  assert {
    condition     = aws_sns_topic.this.name == "acme-dev-alarms" && aws_kms_alias.this.name == "alias/acme-dev-alarms"
    error_message = "topic and key must bear the name given"
  }

  assert {
    condition     = length(aws_sns_topic_subscription.email) == 0 && length(aws_sns_topic_subscription.https) == 0
    error_message = "nobody gets messages unless asked for"
  }
}

run "lets_the_same_services_use_topic_and_key" {
  command = plan

  assert {
    condition     = tolist(data.aws_iam_policy_document.key.statement[1].principals)[0].identifiers == toset(["budgets.amazonaws.com", "cloudwatch.amazonaws.com", "events.amazonaws.com"])
    error_message = "the three services must be able to use the key"
  }

  assert {
    condition     = tolist(data.aws_iam_policy_document.key.statement[1].condition)[0].values == tolist(["111111111111"])
    error_message = "services may act for this account alone"
  }
}

run "tells_people_and_pagers" {
  command = plan

  variables {
    email_subscribers = ["platform@example.com", "oncall@example.com"]
    https_subscribers = ["https://events.example.com/hook"]
  }

  assert {
    condition     = alltrue([for address, subscription in aws_sns_topic_subscription.email : subscription.protocol == "email" && subscription.endpoint == address]) && length(aws_sns_topic_subscription.email) == 2
    error_message = "each address must be subscribed"
  }

  assert {
    condition     = aws_sns_topic_subscription.https["https://events.example.com/hook"].protocol == "https"
    error_message = "the pager must be subscribed"
  }

  assert {
    condition     = aws_sns_topic.this.signature_version == 2
    error_message = "endpoints must get messages signed with SHA-256"
  }
}
