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
}

variables {
  monitoring_account_id = "222222222222"
}

run "shows_numbers_to_one_account" {
  command = plan

  assert {
    condition     = aws_iam_role.sharing.name == "CloudWatch-CrossAccountSharingRole"
    error_message = "CloudWatch looks for this name"
  }

  assert {
    condition     = tolist(data.aws_iam_policy_document.trust.statement[0].principals)[0].identifiers == toset(["arn:aws:iam::222222222222:root"]) && tolist(data.aws_iam_policy_document.trust.statement[0].condition)[0].values == tolist(["arn:aws:iam::222222222222:role/aws-service-role/cloudwatch-crossaccount.amazonaws.com/AWSServiceRoleForCloudWatchCrossAccount"])
    error_message = "CloudWatch of the monitoring account alone may take on the role"
  }

  assert {
    condition     = length(data.aws_iam_policy_document.metrics.statement) == 1 && alltrue([for action in data.aws_iam_policy_document.metrics.statement[0].actions : can(regex("^cloudwatch:(?:Describe|Get|List)", action))])
    error_message = "the role reads metrics and alarms only"
  }
}

run "carries_a_boundary" {
  command = plan

  variables { permissions_boundary_arn = "arn:aws:iam::444444444444:policy/landform-boundary" }

  assert {
    condition     = aws_iam_role.sharing.permissions_boundary == "arn:aws:iam::444444444444:policy/landform-boundary"
    error_message = "the boundary must be on the role"
  }
}

run "rejects_a_name_for_an_account" {
  command = plan

  variables { monitoring_account_id = "logs" }

  expect_failures = [var.monitoring_account_id]
}

run "rejects_the_account_itself" {
  command = plan

  variables { monitoring_account_id = "444444444444" }

  expect_failures = [aws_iam_role.sharing]
}

run "rejects_a_bad_boundary" {
  command = plan

  variables { permissions_boundary_arn = "landform-boundary" }

  expect_failures = [var.permissions_boundary_arn]
}
