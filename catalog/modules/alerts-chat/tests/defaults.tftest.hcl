mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "444444444444" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_resource "aws_iam_policy" {
    override_during = plan
    defaults        = { arn = "arn:aws:iam::444444444444:policy/chat" }
  }
}

variables {
  name       = "acme-prod-alarms"
  topic_arns = ["arn:aws:sns:eu-west-1:444444444444:acme-prod-alarms"]
  slack      = { workspace_id = "T012ABCDEFG", channel_id = "C012ABCDEFG" }
}

run "messages_only" {
  command = plan

  assert {
    condition     = aws_chatbot_slack_channel_configuration.this[0].guardrail_policy_arns == tolist(["arn:aws:iam::444444444444:policy/chat"]) && aws_iam_role_policy_attachment.channel[0].policy_arn == "arn:aws:iam::444444444444:policy/chat"
    error_message = "role and guardrail must permit the same"
  }

  assert {
    condition     = length(data.aws_iam_policy_document.channel.statement) == 1 && alltrue([for action in data.aws_iam_policy_document.channel.statement[0].actions : can(regex("^cloudwatch:(?:Describe|Get|List)", action))])
    error_message = "the channel must read metrics and alarms only"
  }

  assert {
    condition     = tolist(data.aws_iam_policy_document.trust.statement[0].condition)[0].values == tolist(["444444444444"]) && aws_chatbot_slack_channel_configuration.this[0].user_authorization_required
    error_message = "the role must serve this account only, and no member may act with it"
  }

  assert {
    condition     = length(aws_chatbot_slack_channel_configuration.this[0].sns_topic_arns) == 1 && aws_chatbot_slack_channel_configuration.this[0].logging_level == "INFO"
    error_message = "the channel must get the topic, and log commands"
  }
}

run "with_commands" {
  command = plan

  variables {
    command_actions          = ["logs:StartQuery", "logs:GetQueryResults"]
    member_roles_required    = false
    permissions_boundary_arn = "arn:aws:iam::444444444444:policy/landform-boundary"
  }

  assert {
    condition     = data.aws_iam_policy_document.channel.statement[1].actions == toset(["logs:GetQueryResults", "logs:StartQuery"]) && !aws_chatbot_slack_channel_configuration.this[0].user_authorization_required
    error_message = "members must be able to query logs"
  }

  assert {
    condition     = aws_iam_role.channel[0].permissions_boundary == "arn:aws:iam::444444444444:policy/landform-boundary"
    error_message = "the role must carry the boundary"
  }
}

run "off" {
  command = plan

  variables {
    slack = null
  }

  assert {
    condition     = length(aws_chatbot_slack_channel_configuration.this) == 0 && length(aws_iam_role.channel) == 0 && length(aws_iam_policy.channel) == 0 && output.configuration_arn == null && output.role_arn == null
    error_message = "without a workspace nothing may be made"
  }
}

run "rejects_a_name_with_a_space" {
  command = plan
  variables { name = "acme alarms" }
  expect_failures = [var.name]
}

run "rejects_the_name_of_a_channel" {
  command = plan
  variables { slack = { workspace_id = "T012ABCDEFG", channel_id = "#alarms" } }
  expect_failures = [var.slack]
}

run "rejects_no_topic" {
  command = plan
  variables { topic_arns = [] }
  expect_failures = [var.topic_arns]
}

run "rejects_an_action_that_writes" {
  command = plan
  variables { command_actions = ["ecs:UpdateService"] }
  expect_failures = [var.command_actions]
}

run "rejects_an_action_that_reveals_secrets" {
  command = plan
  variables { command_actions = ["secretsmanager:GetSecretValue"] }
  expect_failures = [var.command_actions]
}

run "rejects_all_actions" {
  command = plan
  variables { command_actions = ["*"] }
  expect_failures = [var.command_actions]
}

run "rejects_an_unknown_level" {
  command = plan
  variables { logging_level = "DEBUG" }
  expect_failures = [var.logging_level]
}
