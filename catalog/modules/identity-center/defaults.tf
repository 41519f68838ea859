locals {
  defaults = {
    administrator = {
      description          = "Everything"
      session_hours        = 4
      aws_managed_policies = ["AdministratorAccess"]
      inline_policy        = null
    }
    power-user = {
      description          = "Everything but identities and the organization"
      session_hours        = 8
      aws_managed_policies = ["PowerUserAccess"]
      inline_policy        = null
    }
    developer = {
      description          = "Sees everything but secrets and works what runs"
      session_hours        = 8
      aws_managed_policies = ["ReadOnlyAccess"]
      inline_policy        = data.aws_iam_policy_document.developer.minified_json
    }
    read-only = {
      description          = "Sees settings but no contents"
      session_hours        = 8
      aws_managed_policies = ["ReadOnlyAccess"]
      inline_policy        = data.aws_iam_policy_document.read_only.minified_json
    }
    billing = {
      description          = "Costs, budgets and payment"
      session_hours        = 4
      aws_managed_policies = ["job-function/Billing"]
      inline_policy        = null
    }
    support = {
      description          = "Cases with AWS, and the names of what they are about"
      session_hours        = 8
      aws_managed_policies = ["AWSSupportAccess", "job-function/ViewOnlyAccess"]
      inline_policy        = null
    }
    break-glass = {
      description          = "Everything, for emergencies: each use must be explained"
      session_hours        = 1
      aws_managed_policies = ["AdministratorAccess"]
      inline_policy        = null
    }
  }

  # What ReadOnlyAccess shows of passwords and keys.
  secret_actions = ["kms:Decrypt", "secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParameterHistory", "ssm:GetParameters", "ssm:GetParametersByPath"]
}

data "aws_iam_policy_document" "read_only" {
  statement {
    sid    = "NoContents"
    effect = "Deny"
    actions = concat(local.secret_actions, [
      "athena:GetQueryResults",
      "dynamodb:BatchGetItem",
      "dynamodb:GetItem",
      "dynamodb:PartiQLSelect",
      "dynamodb:Query",
      "dynamodb:Scan",
      "ec2:GetConsoleOutput",
      "ec2:GetPasswordData",
      "kinesis:GetRecords",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "sqs:ReceiveMessage",
    ])
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "developer" {
  statement {
    sid       = "NoSecrets"
    effect    = "Deny"
    actions   = local.secret_actions
    resources = ["*"]
  }

  statement {
    sid = "WorkWhatRuns"
    actions = [
      "autoscaling:StartInstanceRefresh",
      "ec2:RebootInstances",
      "ec2:StartInstances",
      "ec2:StopInstances",
      "ecs:ExecuteCommand",
      "ecs:StopTask",
      "ecs:UpdateService",
      "lambda:InvokeFunction",
      "logs:StartLiveTail",
      "logs:StartQuery",
      "logs:StopQuery",
      "sqs:StartMessageMoveTask",
      "states:RedriveExecution",
      "states:StartExecution",
      "states:StopExecution",
    ]
    resources = ["*"]
  }

  # The document decides what a session may be: a shell or a forwarded port, but no command on many machines.
  statement {
    sid     = "OpenSessions"
    actions = ["ssm:StartSession"]
    resources = [
      "arn:${local.partition}:ec2:*:*:instance/*",
      "arn:${local.partition}:ecs:*:*:task/*",
      "arn:${local.partition}:ssm:*:*:document/SSM-SessionManagerRunShell",
      "arn:${local.partition}:ssm:*::document/AWS-StartPortForwardingSession",
      "arn:${local.partition}:ssm:*::document/AWS-StartPortForwardingSessionToRemoteHost",
    ]
  }

  statement {
    sid       = "CloseOwnSessions"
    actions   = ["ssm:ResumeSession", "ssm:TerminateSession"]
    resources = ["arn:${local.partition}:ssm:*:*:session/&{aws:userid}-*"]
  }
}
